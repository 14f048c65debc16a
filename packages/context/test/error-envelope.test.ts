import { getErrorContext, packError, unpackError, withCurrentFile } from '@threadspan/context';
import type { ErrorEnvelope } from '@threadspan/context';
import { setErrorContext } from '@threadspan/context/ports';
import { thrownBy } from '../../../tools/jest/support/thrown-by';
import { cross } from './cross';
import { runWorker } from './run-worker';

const raise = (error: unknown) => () => {
  throw error;
};

describe('an error that crosses threads', () => {
  it.each([[Error], [EvalError], [RangeError], [ReferenceError], [SyntaxError], [TypeError], [URIError]])(
    'is an instance of its built-in class again: %p',
    (cls) => {
      const revived = cross(new cls('boom'));
      expect(revived).toBeInstanceOf(cls);
      expect(Object.getPrototypeOf(revived)).toBe(cls.prototype);
      expect([revived.name, revived.message]).toEqual([cls.name, 'boom']);
    },
  );

  it('keeps its stack', () => {
    const error = new Error('boom');
    expect(cross(error).stack).toBe(error.stack);
  });

  it('has no stack but its head line when it had none: where it came back says nothing', () => {
    const error = new RangeError('boom');
    delete error.stack;
    expect(cross(error).stack).toBe('RangeError: boom');
  });

  it('keeps code and other own fields', () => {
    const error = Object.assign(new Error('no file'), {
      code: 'ENOENT',
      errno: -2,
      info: { list: [1, new Date(0)] },
    });
    expect({ ...cross(error) }).toEqual({ code: 'ENOENT', errno: -2, info: { list: [1, new Date(0)] } });
  });

  it('keeps own fields that are not enumerable, and those that are undefined', () => {
    const error = Object.defineProperty(new Error('x'), 'issues', { value: [{ path: 'a' }] });
    const revived = cross(Object.assign(error, { nothing: undefined }));
    expect(revived['issues']).toEqual([{ path: 'a' }]);
    expect(Object.keys(revived)).toEqual(['nothing']);
  });

  it('keeps a code that is a getter of its class', () => {
    class Coded extends Error {
      get code() {
        return 'E_CODED';
      }
    }
    expect(cross(new Coded('x'))['code']).toBe('E_CODED');
  });

  it('keeps its causes, whatever they are', () => {
    const revived = cross(new Error('a', { cause: new TypeError('b', { cause: 'c' }) }));
    expect(revived.cause).toBeInstanceOf(TypeError);
    expect((revived.cause as Error).cause).toBe('c');
    expect(Object.keys(revived)).toEqual([]);
  });

  it('keeps the errors of an AggregateError', () => {
    const revived = cross<AggregateError>(new AggregateError([new RangeError('a'), 'b'], 'many'));
    expect(revived).toBeInstanceOf(AggregateError);
    expect(revived.errors).toEqual([new RangeError('a'), 'b']);
    expect(revived.errors[0]).toBeInstanceOf(RangeError);
  });

  it('keeps a field `errors` that is no array', () => {
    expect(cross(Object.assign(new Error('invalid'), { errors: { name: 'required' } }))['errors']).toEqual({
      name: 'required',
    });
  });

  it('may be frozen', () => {
    const revived = cross(Object.freeze(Object.assign(new Error('ice'), { code: 1 })));
    expect([revived.message, revived['code']]).toEqual(['ice', 1]);
  });

  it('loses only what its throwing getters hide', () => {
    const get = raise(new Error('getter'));
    const error = Object.defineProperties(Object.assign(new Error('kept'), { ok: 1 }), {
      stack: { get },
      cause: { get },
      bad: { get, enumerable: true },
    });
    const revived = cross(error);
    expect([revived.message, revived['ok'], revived['bad'], revived.cause]).toEqual([
      'kept',
      1,
      undefined,
      undefined,
    ]);
  });

  it('can be printed although its own methods stay behind', () => {
    const error = Object.assign(new Error('x'), {
      toString: () => 'own',
      valueOf: () => 1,
      format: () => 'f',
    });
    const revived = cross(error);
    expect(String(revived)).toBe('Error: x');
    expect({ ...revived }).toEqual({ format: '[Function: format]' });
  });

  it('has a text for a name or a message that is none', () => {
    const revived = cross(Object.assign(new Error('x'), { name: 5, message: { a: 1 } }));
    expect(String(revived)).toBe('5: { a: 1 }');
  });
});

describe('the context of an error that crosses threads', () => {
  const thrownIn = (file: string, thrown: unknown) => thrownBy(() => withCurrentFile(file, raise(thrown)));
  const fileOf = (thrown: unknown) => getErrorContext(thrown)?.currentFile;

  it('comes along', () => {
    const revived = cross(thrownIn('a.ts', new Error('x')));
    expect(getErrorContext(revived)).toEqual({ currentFile: 'a.ts', spanHierarchy: [] });
  });

  it.each([
    ['a primitive', 'E_A'],
    ['an object', { code: 'E_A' }],
    ['a function', () => 1],
  ])('comes along with %s', (_what, thrown) => {
    const envelope = structuredClone(packError(thrownIn('a.ts', thrown)));
    thrownIn('b.ts', 'E_B'); // the one primitive that is remembered
    expect(fileOf(unpackError(envelope))).toBe('a.ts');
  });

  it('comes along with causes and aggregated errors', () => {
    const cause = thrownIn('cause.ts', new Error('cause'));
    const one = thrownIn('one.ts', new Error('one'));
    const two = thrownIn('two.ts', { no: 'error' });
    const revived = cross<AggregateError>(new AggregateError([one, two], 'all', { cause }));
    expect([revived.cause, ...revived.errors].map(fileOf)).toEqual(['cause.ts', 'one.ts', 'two.ts']);
    expect(getErrorContext(revived)).toBeUndefined();
  });

  it('comes along with primitives among causes and aggregated errors', () => {
    const byCause = cross(new Error('x', { cause: thrownIn('cause.ts', 'E_CAUSE') }));
    expect(fileOf(byCause.cause)).toBe('cause.ts');
    const byList = cross<AggregateError>(new AggregateError([thrownIn('one.ts', 'E_ONE')], 'all'));
    expect(fileOf(byList.errors[0])).toBe('one.ts');
  });

  it('comes along with errors in fields', () => {
    const original = thrownIn('original.ts', new TypeError('original'));
    expect(fileOf(cross(Object.assign(new Error('x'), { original }))['original'])).toBe('original.ts');
  });

  it('comes along with what was set from outside', () => {
    const error = new Error('x');
    setErrorContext(error, { spanHierarchy: [], attempt: 3 });
    expect(getErrorContext(cross(error))?.attempt).toBe(3);
  });

  it('comes along whole', () => {
    const error = new Error('x');
    const context = {
      phase: 'parsing',
      currentFile: 'a.ts',
      currentFunction: 'f',
      progress: { processed: 1, failed: 0, total: 2, rate: 0.5 },
      spanHierarchy: [
        { name: 'a', attributes: { n: [1, 2] }, traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) },
      ],
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      worker: { index: 1, count: 2, threadId: 3 },
      attempt: 1,
    };
    setErrorContext(error, context);
    expect(getErrorContext(cross(error))).toEqual(context);
  });
});

describe('an error from a real worker', () => {
  it('comes with its class, its fields and its context', async () => {
    const revived = unpackError(await runWorker<ErrorEnvelope>('throw.cjs', {})) as Error & { code: string };
    expect(revived).toBeInstanceOf(RangeError);
    expect([revived.message, revived.code]).toEqual(['too far', 'E_RANGE']);
    expect((revived.cause as DOMException).name).toBe('TimeoutError');
    expect(revived.cause).toBeInstanceOf(DOMException);
    expect((revived.cause as DOMException).code).toBe(23);
    expect(getErrorContext(revived)).toEqual({
      phase: 'parsing',
      currentFile: 'w.ts',
      spanHierarchy: [{ name: 'work', attributes: { n: 1 } }],
    });
  });

  it('is the same whether it was thrown or rejected', async () => {
    const [thrown, rejected] = await runWorker<ErrorEnvelope[]>('throw-both-ways.cjs', {});
    expect(thrown).toEqual(rejected);
    const revived = unpackError(thrown!) as Error & Record<string, unknown>;
    expect(revived).toBeInstanceOf(SyntaxError);
    expect(revived['self']).toBe(revived);
    expect({ ...revived, self: undefined }).toEqual({
      line: 3,
      code: 'E_PARSE',
      self: undefined,
      all: [new RangeError('one')],
      handler: '[Function: handler]',
    });
    expect(getErrorContext(revived)).toMatchObject({ phase: 'parsing', currentFile: 'w.ts' });
  });
});
