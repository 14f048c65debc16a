import { setImmediate as nextTurn } from 'node:timers/promises';
import { getErrorContext } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';
import type { MethodDecoratorOf } from '@threadspan/decorators';
import { ALL_DIALECTS, load } from './fixtures/load';
import type * as Fixture from './fixtures/methods';
import { hierarchy } from './hierarchy';
import { thrownBy } from '../../../tools/jest/support/thrown-by';

// What holds for a decorated method whichever decorator and dialect it is, and without any SDK.
const DECORATORS: [string, () => MethodDecoratorOf, (label: string) => string][] = [
  ['@WithParallelContext()', WithParallelContext, (label) => label],
  ['@ProcessFile()', ProcessFile, () => 'process_file'],
];

const CASES = ALL_DIALECTS.flatMap((dialect) => DECORATORS.map((each) => [...each, dialect] as const));

describe.each(CASES)('a method with %s', (_name, decorator, span, dialect) => {
  describe(`compiled with ${dialect}`, () => {
    const fixture = load<typeof Fixture>('methods', dialect);
    const KEY: typeof Fixture.KEY = fixture.KEY;
    const { MARK, calls, define, defineHidden, defineUnused, layers, thenable } = fixture;
    const { Analyzer, Inheriting, Overriding, Circle } = define(decorator);

    it('is called with the `this` and the arguments of the caller', () => {
      expect(new Analyzer().full('a.ts')).toBe('src/a.ts');
      expect(new Analyzer().full('a.ts', '!')).toBe('src/a.ts!');
      expect(new Analyzer().full.call({ prefix: 'lib/' } as never, 'a.ts')).toBe('lib/a.ts');
    });

    it('returns the result of a synchronous method itself', () => {
      expect(new Analyzer().seen('a.ts')).toEqual([span('Analyzer.seen')]);
      expect(new Analyzer().given('a.ts', NaN)).toBeNaN();
      expect(hierarchy()).toEqual([]);
    });

    it('stays in its span across the awaits of an asynchronous method', async () => {
      const pending = new Analyzer().later('a.ts');
      expect(hierarchy()).toEqual([]);
      expect(await pending).toEqual(['src/a.ts', span('Analyzer.later')]);
    });

    it('throws synchronously what a synchronous method throws, with its context', () => {
      const error = thrownBy(() => new Analyzer().fails('a.ts'));
      expect(error).toEqual(new RangeError('sync'));
      expect(frames(error)).toEqual([span('Analyzer.fails')]);
    });

    it('rejects with what an asynchronous method throws, with its context', async () => {
      const error: unknown = await new Analyzer().rejects('a.ts').catch((reason: unknown) => reason);
      expect(error).toEqual(new RangeError('async'));
      expect(frames(error)).toEqual([span('Analyzer.rejects')]);
    });

    it('returns a thenable that is no promise untouched and does not call it', async () => {
      expect(new Analyzer().thenable('a.ts')).toBe(thenable);
      await nextTurn();
      expect(calls.then).toBe(0);
      expect(Object.keys(thenable)).toEqual(['then']);
    });

    it('returns a promise that can do more itself, and stays in its span until it settles', async () => {
      const promise = new Analyzer().cancellable('a.ts');
      expect(promise.cancel()).toBe('src/');
      expect(await promise).toEqual([span('Analyzer.cancellable')]);
      const task = new Analyzer().task('a.ts', 1);
      expect([task.cancel(), await task]).toEqual(['cancelled', 1]);
    });

    it('gives the error of such a promise its context', async () => {
      const failing = new Analyzer().task('a.ts', Promise.reject(new RangeError('task')));
      const error: unknown = await failing.catch((reason: unknown) => reason);
      expect(error).toEqual(new RangeError('task'));
      expect(frames(error)).toEqual([span('Analyzer.task')]);
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
      expect(new Analyzer()[KEY]('a.ts')).toEqual(['src/', span('Analyzer.[scan]')]);
    });

    it('may be static', () => {
      expect(Analyzer.shared('a.ts')).toEqual([Analyzer, 'a.ts', span('Analyzer.shared')]);
    });

    it('is inherited with the `this` of the derived class and the name of its own', () => {
      expect(new Inheriting().full('a.ts')).toBe('inherited/a.ts');
      expect(new Inheriting().seen('a.ts')).toEqual([span('Analyzer.seen')]);
      expect(Inheriting.shared('a.ts')).toEqual([Inheriting, 'a.ts', span('Analyzer.shared')]);
    });

    it('may be overridden by a decorated method that calls super', () => {
      expect(new Overriding().seen('a.ts')).toEqual([span('Overriding.seen'), span('Analyzer.seen')]);
      expect(Overriding.shared('a.ts')).toEqual([
        Overriding,
        'a.ts',
        span('Overriding.shared'),
        span('Analyzer.shared'),
      ]);
    });

    it('is named after its class also where an instance of a derived class is made first', () => {
      const { Overriding: First } = define(decorator);
      expect(new First().seen('a.ts')).toEqual([span('Overriding.seen'), span('Analyzer.seen')]);
      expect(new First().layered('a.ts')).toEqual([
        span('Overriding.layered'),
        '|',
        span('Overriding.layered'),
        span('Analyzer.layered'),
      ]);
    });

    it('may implement an abstract one, and be called by the constructor above it', () => {
      const circle = new Circle();
      expect(circle.atConstruction).toEqual([span('Circle.describe')]);
      expect(circle.twice('a.ts')).toEqual([
        span('Shape.twice'),
        span('Shape.twice'),
        span('Circle.describe'),
      ]);
    });

    it('may be in a class whose name is hidden', () => {
      expect(new (defineHidden(decorator))().seen('a.ts')).toEqual([span('(anonymous class).seen')]);
    });

    it('is called on a proxy that tells nothing of its class', () => {
      const silent = new Proxy(
        {},
        {
          getPrototypeOf: () => {
            throw new Error('secret');
          },
        },
      );
      expect(defineUnused(decorator).prototype.seen.call(silent as never, 'a.ts')).toHaveLength(1);
    });

    it('has no more properties than before, and is no constructor', () => {
      const full = Object.getOwnPropertyDescriptor(Analyzer.prototype, 'full')?.value as new () => unknown;
      expect(Object.getOwnPropertyNames(full).sort()).toEqual(['length', 'name']);
      expect(() => new full()).toThrow('is not a constructor');
    });

    it('is at least called by its own name where there is no instance', () => {
      const [name = ''] = defineUnused(decorator).prototype.seen.call({} as never, 'a.ts');
      expect([span('Unused.seen'), span('seen')]).toContain(name);
    });

    it('works with decorators above and below it that replace it', () => {
      layers.length = 0;
      const inside = new Analyzer().layered('a.ts');
      expect(inside).toEqual([span('Analyzer.layered')]);
      expect(layers).toEqual([
        ['above', []],
        ['below', inside],
      ]);
    });

    it('keeps the properties that a decorator below it has put on the function', () => {
      const run = Object.getOwnPropertyDescriptor(Analyzer.prototype, 'marked')?.value as object;
      expect({ ...run }).toEqual({ [MARK]: { role: 'admin' }, tag: 1 });
    });
  });
});

interface PrivateFixture {
  definePrivate(decorator: () => MethodDecoratorOf): {
    readonly Base: { countBase(path: string): string[] };
    readonly Innermost: new () => { scanBase(path: string): string[]; scanMiddle(path: string): string[] };
  };
}

describe.each(DECORATORS)('a private method with %s', (_name, decorator, span) => {
  const fixture = load<PrivateFixture>('../standard/private-methods', 'standard decorators');

  it('has its span, its `this` and the name of the class that defines it', () => {
    const { Innermost } = fixture.definePrivate(decorator);
    const instance = new Innermost();
    expect(instance.scanBase('a.ts')).toEqual(['innermost/a.ts', span('Base.#scan')]);
    expect(instance.scanMiddle('a.ts')).toEqual([span('Middle.#scan')]);
  });

  it('may be static', () => {
    expect(fixture.definePrivate(decorator).Base.countBase('a.ts')).toEqual([span('Base.#count')]);
  });
});

function frames(error: unknown): string[] | undefined {
  return getErrorContext(error)?.spanHierarchy.map(({ name }) => name);
}
