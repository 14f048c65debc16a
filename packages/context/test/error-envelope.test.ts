import { getErrorContext, registerErrorClass, withCurrentFile } from '@threadspan/context';
import { packError, setErrorContext, unpackError } from '@threadspan/context/ports';
import type { ErrorEnvelope } from '@threadspan/context/ports';
import { runWorker } from './run-worker';

/** Across the structured clone that stands between two threads. */
const cross = (thrown: unknown) =>
  unpackError(structuredClone(packError(thrown))) as Error & Record<string, unknown>;

const raise = (error: unknown) => () => {
  throw error;
};

class ParseError extends Error {
  override name = 'ParseError';
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
  get where(): string {
    return `line ${this.line}`;
  }
}

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

  it('keeps code and other own fields', () => {
    const error = Object.assign(new Error('no file'), {
      code: 'ENOENT',
      errno: -2,
      info: { list: [1, new Date(0)] },
    });
    expect({ ...cross(error) }).toEqual({ code: 'ENOENT', errno: -2, info: { list: [1, new Date(0)] } });
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
    const revived = cross(
      new AggregateError([new RangeError('a'), 'b'], 'many'),
    ) as unknown as AggregateError;
    expect(revived).toBeInstanceOf(AggregateError);
    expect(revived.errors).toEqual([new RangeError('a'), 'b']);
    expect(revived.errors[0]).toBeInstanceOf(RangeError);
  });

  it('keeps a field `errors` that is no array', () => {
    expect(cross(Object.assign(new Error('invalid'), { errors: { name: 'required' } }))['errors']).toEqual({
      name: 'required',
    });
  });

  it('keeps the name of a class that is not known here', () => {
    const revived = cross(new ParseError('bad', 3));
    expect(revived).toBeInstanceOf(Error);
    expect([revived.name, revived.message, revived['line']]).toEqual(['ParseError', 'bad', 3]);
  });

  it('is an instance of the built-in class its name says when its own is unknown', () => {
    class MyError extends TypeError {}
    expect(cross(new MyError('x'))).toBeInstanceOf(TypeError);
  });

  it('is an instance of its class again once that is registered, without a call of the constructor', () => {
    let constructed = 0;
    class Registered extends ParseError {
      constructor(line: number) {
        super('registered', line);
        constructed++;
      }
    }
    const error = new Registered(4);
    registerErrorClass(Registered);
    const revived = cross(error);
    expect(revived).toBeInstanceOf(Registered);
    expect((revived as unknown as Registered).where).toBe('line 4');
    expect(constructed).toBe(1);
  });

  it('may be frozen', () => {
    const revived = cross(Object.freeze(Object.assign(new Error('ice'), { code: 1 })));
    expect([revived.message, revived['code']]).toEqual(['ice', 1]);
  });

  it('has a description in place of fields that cannot be cloned', () => {
    const error = Object.assign(new Error('x'), {
      fn: function named() {},
      nested: { s: Symbol('s') },
      ok: 1,
    });
    const revived = cross(error);
    expect(revived['fn']).toContain('function named');
    expect(revived['nested']).toBe('[object: [object Object]]');
    expect(revived['ok']).toBe(1);
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

  it('keeps no field `__proto__`', () => {
    const error = Object.defineProperty(new Error('x'), '__proto__', {
      value: { polluted: 1 },
      enumerable: true,
    });
    expect(Object.hasOwn(cross(error), '__proto__')).toBe(false);
    expect(cross(error)['polluted']).toBeUndefined();
    const forged = {
      ...packError(new Error('x')),
      fields: [['__proto__', { polluted: 1 }]],
    } as ErrorEnvelope;
    expect((unpackError(forged) as { polluted?: number }).polluted).toBeUndefined();
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('errors that contain each other', () => {
  it('are cut where a cause leads back', () => {
    const a = new Error('a');
    const b = new Error('b', { cause: a });
    a.cause = b;
    const revived = cross(a);
    expect((revived.cause as Error).message).toBe('b');
    expect((revived.cause as Error).cause).toBeUndefined();
  });

  it('are cut where an error is its own cause', () => {
    const error = new Error('self');
    error.cause = error;
    expect(cross(error).cause).toBeUndefined();
  });

  it('stay small when an aggregate contains itself many times', () => {
    const inner = Array.from({ length: 50 }, (_, i) => new AggregateError([], `e${i}`));
    for (const error of inner) error.errors = inner;
    const json = JSON.stringify(packError(new AggregateError(inner, 'all')));
    expect(json.match(/"kind"/g)?.length).toBeLessThanOrEqual(200);
  });

  it('are cut at a depth of 16', () => {
    let error = new Error('0');
    for (let i = 1; i < 100_000; i++) error = new Error(`${i}`, { cause: error });
    let depth = 0;
    for (let at: unknown = cross(error).cause; at !== undefined; at = (at as Error).cause) depth++;
    expect(depth).toBe(16);
  });
});

describe('something thrown that is no error', () => {
  it.each([['text'], [5], [undefined], [null], [true], [12n], [{ code: 1, deep: [1] }], [[1, 2]]])(
    'comes back as it was: %p',
    (thrown) => {
      expect(cross(thrown)).toEqual(thrown);
    },
  );

  it.each([
    ['a function', () => 1, '[function: () => 1]'],
    ['a symbol', Symbol('s'), '[symbol: Symbol(s)]'],
    ['an object that cannot be cloned', { fn() {} }, '[object: [object Object]]'],
  ])('comes back as a description: %s', (_what, thrown, text) => {
    expect(cross(thrown)).toBe(text);
  });
});

describe('the context of an error that crosses threads', () => {
  function thrownIn(file: string, thrown: unknown): unknown {
    try {
      return withCurrentFile(file, raise(thrown));
    } catch (error) {
      return error;
    }
  }

  it('comes along', () => {
    const revived = cross(thrownIn('a.ts', new Error('x')));
    expect(getErrorContext(revived)).toEqual({ currentFile: 'a.ts', spanHierarchy: [] });
  });

  it('comes along with a primitive', () => {
    const envelope = structuredClone(packError(thrownIn('a.ts', 'E_A')));
    thrownIn('b.ts', 'E_A');
    expect(getErrorContext(unpackError(envelope))?.currentFile).toBe('a.ts');
  });

  it('comes along with causes and aggregated errors', () => {
    const cause = thrownIn('cause.ts', new Error('cause'));
    const one = thrownIn('one.ts', new Error('one'));
    const revived = cross(new AggregateError([one], 'all', { cause })) as unknown as AggregateError;
    expect(getErrorContext(revived.cause)?.currentFile).toBe('cause.ts');
    expect(getErrorContext(revived.errors[0])?.currentFile).toBe('one.ts');
    expect(getErrorContext(revived)).toBeUndefined();
  });

  it('comes along with what was set from outside', () => {
    const error = new Error('x');
    setErrorContext(error, { spanHierarchy: [], attempt: 3 });
    expect(getErrorContext(cross(error))?.attempt).toBe(3);
  });

  it('crosses from a real worker, with the class, the fields and the context', async () => {
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
});
