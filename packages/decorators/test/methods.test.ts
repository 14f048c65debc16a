import { setImmediate as nextTurn } from 'node:timers/promises';
import { getErrorContext } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';
import type { Method, MethodDecoratorOf } from '@threadspan/decorators';
import { hierarchy } from './hierarchy';

// What holds for a decorated method whichever decorator it is, and without any SDK.
const DECORATORS: [string, () => MethodDecoratorOf, string][] = [
  ['@WithParallelContext()', WithParallelContext, 'Analyzer'],
  ['@ProcessFile()', ProcessFile, 'process_file'],
];

const spanName = (span: string, method: string) => (span === 'Analyzer' ? `Analyzer.${method}` : span);

describe.each(DECORATORS)('a method with %s', (_name, decorator, span) => {
  const KEY = Symbol('scan');

  class Analyzer {
    constructor(readonly prefix = 'src/') {}

    @decorator()
    full(path: string, suffix = ''): string {
      return this.prefix + path + suffix;
    }

    @decorator()
    async later(path: string): Promise<string[]> {
      await nextTurn();
      return [this.prefix + path, ...hierarchy()];
    }

    @decorator()
    fails(_path: string): never {
      throw new RangeError('sync');
    }

    @decorator()
    async rejects(_path: string): Promise<never> {
      await nextTurn();
      throw new RangeError('async');
    }

    @decorator()
    thenable(_path: string): object {
      return thenable;
    }

    @decorator()
    seen(_path: string): string[] {
      return hierarchy();
    }

    @decorator()
    [KEY](_path: string): string[] {
      return [this.prefix, ...hierarchy()];
    }

    @decorator()
    static shared(path: string): unknown[] {
      return [this, path, ...hierarchy()];
    }
  }

  let thenCalls = 0;
  const thenable = {
    then() {
      thenCalls += 1;
    },
  };

  it('is called with the `this` and the arguments of the caller', () => {
    expect(new Analyzer().full('a.ts')).toBe('src/a.ts');
    expect(new Analyzer().full('a.ts', '!')).toBe('src/a.ts!');
    expect(new Analyzer().full.call({ prefix: 'lib/' } as Analyzer, 'a.ts')).toBe('lib/a.ts');
  });

  it('returns the result of a synchronous method itself', () => {
    expect(new Analyzer().seen('a.ts')).toEqual([spanName(span, 'seen')]);
    expect(hierarchy()).toEqual([]);
  });

  it('stays in its span across the awaits of an asynchronous method', async () => {
    const pending = new Analyzer().later('a.ts');
    expect(hierarchy()).toEqual([]);
    expect(await pending).toEqual(['src/a.ts', spanName(span, 'later')]);
  });

  it('throws synchronously what a synchronous method throws, with its context', () => {
    const error = thrownBy(() => new Analyzer().fails('a.ts'));
    expect(error).toEqual(new RangeError('sync'));
    expect(getErrorContext(error)?.spanHierarchy.map(({ name }) => name)).toEqual([spanName(span, 'fails')]);
  });

  it('rejects with what an asynchronous method throws, with its context', async () => {
    const error: unknown = await new Analyzer().rejects('a.ts').catch((reason: unknown) => reason);
    expect(error).toEqual(new RangeError('async'));
    expect(getErrorContext(error)?.spanHierarchy.map(({ name }) => name)).toEqual([
      spanName(span, 'rejects'),
    ]);
  });

  it('returns a thenable that is no promise untouched and does not call it', async () => {
    expect(new Analyzer().thenable('a.ts')).toBe(thenable);
    await nextTurn();
    expect(thenCalls).toBe(0);
  });

  it('keeps its name and its length', () => {
    expect([Analyzer.prototype.full.name, Analyzer.prototype.full.length]).toEqual(['full', 1]);
    expect(Analyzer.prototype[KEY].name).toBe('[scan]');
    expect(Analyzer.shared.name).toBe('shared');
  });

  it('stays a method that is writable, configurable and not enumerable', () => {
    expect(Object.getOwnPropertyDescriptor(Analyzer.prototype, 'full')).toMatchObject({
      writable: true,
      configurable: true,
      enumerable: false,
    });
    expect(Object.keys(new Analyzer())).toEqual(['prefix']);
  });

  it('may have a symbol as its key', () => {
    expect(new Analyzer()[KEY]('a.ts')).toEqual(['src/', spanName(span, '[scan]')]);
  });

  it('may be static', () => {
    expect(Analyzer.shared('a.ts')).toEqual([Analyzer, 'a.ts', spanName(span, 'shared')]);
  });

  it('is inherited with the `this` of the derived class', () => {
    class Derived extends Analyzer {
      constructor() {
        super('derived/');
      }
    }
    expect(new Derived().full('a.ts')).toBe('derived/a.ts');
    expect(new Derived().seen('a.ts')).toEqual([spanName(span, 'seen')]);
  });

  it('may be overridden by a decorated method that calls super', () => {
    class Derived extends Analyzer {
      @decorator()
      override seen(path: string): string[] {
        return super.seen(path);
      }

      @decorator()
      static override shared(path: string): unknown[] {
        return super.shared(path);
      }
    }
    const derivedName = (method: string) => (span === 'Analyzer' ? `Derived.${method}` : span);
    expect(new Derived().seen('a.ts')).toEqual([derivedName('seen'), spanName(span, 'seen')]);
    expect(Derived.shared('a.ts')).toEqual([
      Derived,
      'a.ts',
      derivedName('shared'),
      spanName(span, 'shared'),
    ]);
  });

  it('works with wrapping decorators above and below it', () => {
    class Layered {
      @recordsHierarchy('above')
      @decorator()
      @recordsHierarchy('below')
      run(_path: string): string[] {
        return hierarchy();
      }
    }
    seenByLayers.length = 0;
    const inside = new Layered().run('a.ts');
    expect(inside).toHaveLength(1);
    expect(seenByLayers).toEqual([
      ['above', []],
      ['below', inside],
    ]);
  });

  it('keeps the properties that a decorator below it has put on the function', () => {
    const MARK = Symbol('mark');
    class Marked {
      @decorator()
      @marks(MARK, { role: 'admin' })
      @marks('tag', 1)
      run(_path: string): void {}
    }
    const run = Object.getOwnPropertyDescriptor(Marked.prototype, 'run')?.value as object;
    expect({ ...run }).toEqual({ [MARK]: { role: 'admin' }, tag: 1 });
  });
});

const seenByLayers: [string, string[]][] = [];

function recordsHierarchy(layer: string) {
  return <F extends Method>(_target: object, _key: PropertyKey, descriptor: TypedPropertyDescriptor<F>) => {
    const inner = descriptor.value as Method;
    descriptor.value = function (this: unknown, ...args: never[]) {
      seenByLayers.push([layer, hierarchy()]);
      return inner.apply(this, args);
    } as F;
  };
}

function marks(key: PropertyKey, value: unknown) {
  return <F extends Method>(
    _target: object,
    _key: PropertyKey,
    { value: fn }: TypedPropertyDescriptor<F>,
  ) => {
    Object.assign(fn as object, { [key]: value });
  };
}

function thrownBy(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  throw new Error('Expected a throw');
}
