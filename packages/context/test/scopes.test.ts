import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  AnalysisPhase,
  getCurrentContext,
  setCurrentFile,
  setPhase,
  withCurrentFile,
  withCurrentFunction,
  withPhase,
} from '@threadspan/context';
import { observeScopes } from '@threadspan/context/ports';
import { diag } from '@opentelemetry/api';
import { recordDiag } from '../../../tools/jest/support/diag-log';

describe('scopes', () => {
  it('starts with an empty context', () => {
    expect(getCurrentContext()).toEqual({});
  });

  it('adds phase, file and function from the outside in', () => {
    const seen = withPhase(AnalysisPhase.Parsing, () =>
      withCurrentFile('src/a.ts', () => withCurrentFunction('main', () => getCurrentContext())),
    );
    expect(seen).toEqual({ phase: 'parsing', currentFile: 'src/a.ts', currentFunction: 'main' });
  });

  it('takes any string as a phase and a URL as a file', () => {
    const seen = withPhase('my_phase', () =>
      withCurrentFile(new URL('file:///a.ts'), () => getCurrentContext()),
    );
    expect(seen).toEqual({ phase: 'my_phase', currentFile: 'file:///a.ts' });
  });

  it('lets an inner scope replace one value and keep the others', () => {
    withPhase('outer', () =>
      withCurrentFile('a.ts', () => {
        withPhase('inner', () =>
          expect(getCurrentContext()).toEqual({ phase: 'inner', currentFile: 'a.ts' }),
        );
        expect(getCurrentContext()).toEqual({ phase: 'outer', currentFile: 'a.ts' });
      }),
    );
  });

  it('gives out contexts that cannot be changed', () => {
    withPhase('fixed', () => {
      expect(Object.isFrozen(getCurrentContext())).toBe(true);
      expect(getCurrentContext()).toBe(getCurrentContext());
    });
  });

  it('returns what the function returned, synchronously', () => {
    expect(withPhase('p', () => 42)).toBe(42);
    expect(withCurrentFile('f', () => undefined)).toBeUndefined();
  });

  it('passes thenables that are not promises through untouched', () => {
    let asked = 0;
    const lazy = { then: () => asked++ };
    expect(withPhase('p', () => lazy)).toBe(lazy);
    expect(asked).toBe(0);
  });

  it('restores what stood before on a throw', () => {
    const failure = new Error('boom');
    withPhase('outer', () => {
      expect(() =>
        withPhase('inner', () => {
          throw failure;
        }),
      ).toThrow(failure);
      expect(getCurrentContext()).toEqual({ phase: 'outer' });
    });
    expect(getCurrentContext()).toEqual({});
  });

  it('restores what stood before at once for the caller of an async function', async () => {
    await withPhase('outer', async () => {
      const pending = withPhase('inner', async () => {
        await nextTurn();
        return getCurrentContext().phase;
      });
      expect(getCurrentContext().phase).toBe('outer');
      expect(await pending).toBe('inner');
      expect(getCurrentContext().phase).toBe('outer');
    });
  });

  it('restores what stood before on a rejection', async () => {
    await withPhase('outer', async () => {
      await expect(withPhase('inner', () => Promise.reject(new Error('boom')))).rejects.toThrow('boom');
      expect(getCurrentContext()).toEqual({ phase: 'outer' });
    });
  });

  it('holds for timers, microtasks and callbacks that start inside', async () => {
    const seen = await withCurrentFile('t.ts', () =>
      Promise.all([
        new Promise((resolve) => setTimeout(() => resolve(getCurrentContext().currentFile), 1)),
        new Promise((resolve) => queueMicrotask(() => resolve(getCurrentContext().currentFile))),
        new Promise((resolve) => process.nextTick(() => resolve(getCurrentContext().currentFile))),
      ]),
    );
    expect(seen).toEqual(['t.ts', 't.ts', 't.ts']);
  });

  it('keeps a hundred concurrent files apart', async () => {
    const files = Array.from({ length: 100 }, (_, i) => `f${i}.ts`);
    const seen = await withPhase('parsing', () =>
      Promise.all(
        files.map((file, i) =>
          withCurrentFile(file, async () => {
            for (let turn = 0; turn < i % 7; turn++) await nextTurn();
            const { phase, currentFile } = await withCurrentFunction(`fn${i}`, async () => {
              await nextTurn();
              return getCurrentContext();
            });
            return `${phase} ${currentFile} ${getCurrentContext().currentFunction ?? 'none'}`;
          }),
        ),
      ),
    );
    expect(seen).toEqual(files.map((file) => `parsing ${file} none`));
  });
});

describe('scope observers', () => {
  afterEach(() => {
    observeScopes(undefined);
    diag.disable();
  });

  function observed(): string[] {
    const seen: string[] = [];
    observeScopes((scope) => seen.push(scope.phase ?? 'none'));
    return seen;
  }

  it('hear of entering, and of the scope outside on leaving', () => {
    const seen = observed();
    withPhase('a', () => withPhase('b', () => undefined));
    expect(seen).toEqual(['a', 'b', 'a', 'none']);
  });

  it('hear which scope was left', async () => {
    const seen: unknown[] = [];
    observeScopes((scope, left) => seen.push([scope.phase, left?.phase]));
    await withPhase('a', () => nextTurn());
    withPhase('b', () => undefined);
    expect(seen).toEqual([
      ['a', undefined],
      [undefined, 'a'],
      ['b', undefined],
      [undefined, 'b'],
    ]);
  });

  it('hear of each guard that is disposed, also out of order', () => {
    const left: unknown[] = [];
    observeScopes((_, scope) => scope && left.push(scope.analysis));
    const outer = setPhase('outer');
    const inner = setCurrentFile('a.ts');
    outer.dispose();
    inner.dispose();
    expect(left).toEqual([{ phase: 'outer' }, { phase: 'outer', currentFile: 'a.ts' }]);
  });

  it('stand side by side, and one that fails keeps nothing from the others', () => {
    const log = recordDiag();
    const first = observed();
    const remove = observeScopes(() => {
      throw new Error('observer is broken');
    });
    const last = observed();
    withPhase('a', () => undefined);
    expect([first, last]).toEqual([
      ['a', 'none'],
      ['a', 'none'],
    ]);
    expect(log.errors).toHaveLength(2);
    remove();
    withPhase('b', () => undefined);
    expect([first.length, last.length, log.errors.length]).toEqual([4, 4, 2]);
  });

  it('are removed by nobody but those who installed them', () => {
    const remove = observeScopes(() => undefined);
    const seen = observed();
    remove();
    withPhase('a', () => undefined);
    expect(seen).toEqual(['a', 'none']);
  });

  it('hear of leaving by a throw', () => {
    const seen = observed();
    expect(() =>
      withPhase('a', () => {
        throw new Error('boom');
      }),
    ).toThrow();
    expect(seen).toEqual(['a', 'none']);
  });

  it('hear of leaving only when a promise has settled', async () => {
    const seen = observed();
    const done = withPhase('a', () => nextTurn());
    expect(seen).toEqual(['a']);
    await done;
    expect(seen).toEqual(['a', 'none']);
    await expect(withPhase('b', () => Promise.reject(new Error('boom')))).rejects.toThrow();
    expect(seen).toEqual(['a', 'none', 'b', 'none']);
  });

  it('never fail the work when they fail themselves', async () => {
    const log = recordDiag();
    observeScopes(() => {
      throw new Error('observer is broken');
    });
    expect(withPhase('a', () => 1)).toBe(1);
    await expect(withPhase('a', () => Promise.resolve(2))).resolves.toBe(2);
    expect(() =>
      withPhase('a', () => {
        throw new TypeError('mine');
      }),
    ).toThrow('mine');
    expect(log.errors).toHaveLength(6);
  });
});
