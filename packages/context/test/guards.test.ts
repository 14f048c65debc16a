import { setImmediate as nextTurn } from 'node:timers/promises';
import { diag } from '@opentelemetry/api';
import {
  ParallelContext,
  getCurrentContext,
  setCurrentFile,
  setCurrentFunction,
  setPhase,
  withPhase,
} from '@threadspan/context';
import { observeScopes } from '@threadspan/context/ports';
import { recordDiag } from '../../../tools/jest/support/diag-log';

let log: ReturnType<typeof recordDiag>;

beforeEach(() => {
  log = recordDiag();
});

afterEach(() => {
  observeScopes(undefined);
  expect(getCurrentContext()).toEqual({});
  diag.disable();
});

describe('guards', () => {
  it('end with the block of `using`', () => {
    {
      using _phase = setPhase('parsing');
      using _file = setCurrentFile('a.ts');
      using _function = setCurrentFunction('main');
      expect(getCurrentContext()).toEqual({ phase: 'parsing', currentFile: 'a.ts', currentFunction: 'main' });
    }
    expect(getCurrentContext()).toEqual({});
    expect(log.warnings).toEqual([]);
  });

  it('end with a block that throws', () => {
    expect(() => {
      using _ = setPhase('parsing');
      throw new Error('boom');
    }).toThrow('boom');
    expect(getCurrentContext()).toEqual({});
  });

  it('restore the former value, not nothing', () => {
    withPhase('outer', () => {
      const guard = setPhase('inner');
      expect(getCurrentContext().phase).toBe('inner');
      guard.dispose();
      expect(getCurrentContext().phase).toBe('outer');
    });
  });

  it('may be disposed twice without harm', () => {
    const outer = setPhase('outer');
    const inner = setPhase('inner');
    inner.dispose();
    inner.dispose();
    inner[Symbol.dispose]();
    expect(getCurrentContext().phase).toBe('outer');
    outer.dispose();
    expect(log.warnings).toEqual([]);
  });

  it('warn and change nothing when disposed out of order', () => {
    const outer = setPhase('outer');
    const inner = setCurrentFile('a.ts');
    outer.dispose();
    expect(log.warnings).toEqual([expect.stringContaining('out of order')]);
    expect(getCurrentContext()).toEqual({ phase: 'outer', currentFile: 'a.ts' });
    inner.dispose();
  });

  it('never bring back a scope whose guard is disposed already', () => {
    const guards = [setPhase('one'), setPhase('two'), setPhase('three'), setPhase('four')] as const;
    guards[1].dispose();
    guards[2].dispose();
    expect(getCurrentContext().phase).toBe('four');
    guards[3].dispose();
    expect(getCurrentContext().phase).toBe('one');
    guards[0].dispose();
    expect(log.warnings).toHaveLength(2);
  });

  it('warn and leave the other flow alone when disposed in another async context', async () => {
    let guard: ReturnType<typeof setPhase> | undefined;
    const flow = withPhase('flow', async () => {
      await nextTurn();
      guard = setPhase('guarded');
      await nextTurn();
      await nextTurn();
      return getCurrentContext().phase;
    });
    await withPhase('other', async () => {
      while (!guard) await nextTurn();
      guard.dispose();
      expect(getCurrentContext().phase).toBe('other');
    });
    expect(await flow).toBe('guarded');
    expect(log.warnings).toEqual([expect.stringContaining('another async context')]);
  });

  it('are not gone through by each error, however many of them nobody has disposed', async () => {
    withPhase('outer', () => {
      for (let n = 0; n < 40_000; n++) setCurrentFile(`${n}.ts`);
      for (let n = 0; n < 40_000; n++) {
        try {
          withPhase('inner', () => {
            throw new Error('boom');
          });
        } catch {
          // There are more to come.
        }
      }
    });
    await nextTurn(); // too late, where each of them took a walk through all guards
  });

  it('do not outlive the `with…` scope they were made in', () => {
    withPhase('outer', () => {
      setCurrentFile('forgotten.ts');
    });
    expect(getCurrentContext()).toEqual({});
  });

  it('work after the first await of an async function', async () => {
    await withPhase('outer', async () => {
      await nextTurn();
      {
        using _ = setCurrentFile('a.ts');
        await nextTurn();
        expect(getCurrentContext()).toEqual({ phase: 'outer', currentFile: 'a.ts' });
      }
      expect(getCurrentContext()).toEqual({ phase: 'outer' });
    });
    expect(log.warnings).toEqual([]);
  });

  it('tell the scope observer of both ends', () => {
    const seen: unknown[] = [];
    observeScopes((scope, left) => seen.push([scope.phase, left?.phase]));
    setPhase('a').dispose();
    expect(seen).toEqual([
      ['a', undefined],
      [undefined, 'a'],
    ]);
  });
});

describe('ParallelContext.enter', () => {
  it('makes the captured context the current one until it is disposed', () => {
    const captured = withPhase('captured', () => ParallelContext.capture());
    withPhase('here', () => {
      {
        using _ = captured.enter();
        expect(getCurrentContext()).toEqual({ phase: 'captured' });
      }
      expect(getCurrentContext()).toEqual({ phase: 'here' });
    });
    expect(log.warnings).toEqual([]);
  });

  it('can be entered twice, one inside the other', () => {
    const captured = withPhase('captured', () => ParallelContext.capture());
    const outer = captured.enter();
    const phase = setPhase('between');
    const inner = captured.enter();
    inner.dispose();
    expect(getCurrentContext().phase).toBe('between');
    phase.dispose();
    expect(getCurrentContext().phase).toBe('captured');
    outer.dispose();
    expect(log.warnings).toEqual([]);
  });
});
