import { setImmediate as nextTurn } from 'node:timers/promises';
import { context, diag, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import {
  ParallelContext,
  getCurrentContext,
  getErrorContext,
  resetProgress,
  setCurrentFile,
  setPhase,
  setProgress,
  withCurrentFile,
  withPhase,
  withSpan,
} from '@threadspan/context';
import type { ContextGuard } from '@threadspan/context';
import {
  captureCrashContext,
  describeScope,
  getArrivingErrorContext,
  observeScopes,
  setErrorContext,
  setWorkerIdentity,
} from '@threadspan/context/ports';
import type { Scope } from '@threadspan/context/ports';
import { recordDiag } from '../../../tools/jest/support/diag-log';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';
import { thrownBy } from '../../../tools/jest/support/thrown-by';

const raise = (error: unknown) => () => {
  throw error;
};

afterEach(() => {
  resetProgress();
  stopSdk();
  diag.disable();
});

describe('the context of an error', () => {
  it('is unknown for an error that passed no scope', () => {
    expect(getErrorContext(new Error('x'))).toBeUndefined();
    expect(getErrorContext(undefined)).toBeUndefined();
  });

  it('is that of the innermost scope that the error left', () => {
    const error = thrownBy(() =>
      withPhase('scoring', () =>
        withSpan('outer', () => withSpan('inner', () => withCurrentFile('a.ts', raise(new Error())))),
      ),
    );
    expect(getErrorContext(error)).toEqual({
      phase: 'scoring',
      currentFile: 'a.ts',
      spanHierarchy: [{ name: 'outer' }, { name: 'inner' }],
    });
  });

  it('does not change when the error is thrown again further out', () => {
    const error = thrownBy(() =>
      withPhase('outer', () => {
        const inner = thrownBy(() => withPhase('inner', raise(new Error())));
        throw inner;
      }),
    );
    expect(getErrorContext(error)?.phase).toBe('inner');
  });

  it('is known for rejections', async () => {
    const failure = new Error('boom');
    await expect(
      withPhase('outer', () =>
        withSpan('a', async () => {
          await nextTurn();
          return withCurrentFile('a.ts', async () => {
            await nextTurn();
            throw failure;
          });
        }),
      ),
    ).rejects.toBe(failure);
    expect(getErrorContext(failure)).toMatchObject({ phase: 'outer', currentFile: 'a.ts' });
  });

  it('is that of a captured context the error left', () => {
    const ctx = withPhase('captured', () => ParallelContext.capture());
    expect(getErrorContext(thrownBy(() => ctx.run(raise(new Error()))))?.phase).toBe('captured');
  });

  it('is that of guards in the scope that nobody has disposed, and of no others', () => {
    const inner = () => {
      setPhase('parsing');
      setCurrentFile('a.ts');
      setCurrentFile('disposed.ts').dispose();
      throw new Error('x');
    };
    const error = thrownBy(() => withSpan('s', inner));
    expect(getErrorContext(error)).toMatchObject({ phase: 'parsing', currentFile: 'a.ts' });
    expect(getErrorContext(thrownBy(() => withSpan('s', raise(new Error('y')))))).toEqual({
      spanHierarchy: [{ name: 's' }],
    });
  });

  it('is known for frozen errors, functions and other objects', () => {
    for (const thrown of [Object.freeze(new Error()), () => 1, {}, []]) {
      withPhase('p', () => undefined);
      expect(getErrorContext(thrownBy(() => withPhase('p', raise(thrown))))?.phase).toBe('p');
    }
  });

  it('has the progress of that moment, once there is a total', () => {
    const before = thrownBy(() => withPhase('p', raise(new Error())));
    setProgress(3, 7);
    const error = thrownBy(() => withPhase('p', raise(new Error())));
    setProgress(5, 7);
    expect(getErrorContext(before)).not.toHaveProperty('progress');
    expect(getErrorContext(error)?.progress).toEqual({ processed: 3, failed: 0, total: 7 });
  });

  it('has the ids of the span around it', () => {
    const sdk = startSdk();
    const error = thrownBy(() => withSpan('a', () => withPhase('p', raise(new Error()))));
    const { traceId, spanId } = sdk.span('a').spanContext();
    expect(getErrorContext(error)).toMatchObject({
      traceId,
      spanId,
      spanHierarchy: [{ name: 'a', traceId, spanId }],
    });
  });

  it('can be set from outside, whatever was known', () => {
    const error = thrownBy(() => withPhase('p', raise(new Error())));
    const known = { phase: 'worker', spanHierarchy: [], attempt: 2 };
    setErrorContext(error, known);
    expect(getErrorContext(error)).toBe(known);
  });

  it('never hides the error when it cannot be told', () => {
    const log = recordDiag();
    const failure = new Error('mine');
    const broken = { spanContext: raise(new Error('broken')) } as unknown as Span;
    startSdk();
    const fail = () =>
      context.with(trace.setSpan(context.active(), broken), () => withPhase('p', raise(failure)));
    expect(thrownBy(fail)).toBe(failure);
    expect(log.errors).toHaveLength(1);
  });
});

describe('the context of a thrown primitive', () => {
  it.each([['text'], [0], [Number.NaN], [undefined], [null], [false], [10n], [Symbol('s')]])(
    'is that of the innermost scope: %p',
    (thrown) => {
      thrownBy(() => withPhase('outer', () => withCurrentFile('a.ts', () => withSpan('s', raise(thrown)))));
      expect(getErrorContext(thrown)).toEqual({
        phase: 'outer',
        currentFile: 'a.ts',
        spanHierarchy: [{ name: 's' }],
      });
    },
  );

  it('is the later place when the same one is thrown at two places', () => {
    thrownBy(() => withCurrentFile('a.ts', raise('E_BAD')));
    expect(getErrorContext('E_BAD')?.currentFile).toBe('a.ts');
    thrownBy(() => withCurrentFile('b.ts', raise('E_BAD')));
    expect(getErrorContext('E_BAD')?.currentFile).toBe('b.ts');
  });

  it('is the later place when both are inside one span', () => {
    withSpan('loop', () => {
      for (const file of ['a.ts', 'b.ts']) thrownBy(() => withCurrentFile(file, raise('E_BAD')));
    });
    expect(getErrorContext('E_BAD')?.currentFile).toBe('b.ts');
  });

  it('is not that of an equal one that arrives in another scope', () => {
    withSpan('elsewhere', () => thrownBy(() => withCurrentFile('a.ts', raise('E_OTHER'))));
    expect(getArrivingErrorContext('E_OTHER')).toBeUndefined();
    thrownBy(() => withCurrentFile('b.ts', raise('E_OTHER')));
    expect(getArrivingErrorContext('E_OTHER')?.currentFile).toBe('b.ts');
  });

  it('is kept on its way out past guards, disposed or not', () => {
    for (const isDisposed of [true, false]) {
      let guard: ContextGuard | undefined;
      const inner = () => {
        guard = setCurrentFile('a.ts');
        try {
          withSpan('s', raise('E_GUARDED'));
        } finally {
          if (isDisposed) guard.dispose();
        }
      };
      thrownBy(() => withPhase('p', inner));
      expect(getErrorContext('E_GUARDED')).toMatchObject({ phase: 'p', currentFile: 'a.ts' });
      expect(getCurrentContext()).toEqual({});
    }
  });

  it('is kept on its way out through async scopes', async () => {
    await expect(
      withPhase('outer', async () => {
        await nextTurn();
        await withSpan('s', () => withCurrentFile('a.ts', () => nextTurn().then(raise('E_ASYNC'))));
      }),
    ).rejects.toBe('E_ASYNC');
    expect(getErrorContext('E_ASYNC')).toMatchObject({ phase: 'outer', currentFile: 'a.ts' });
  });

  it('is kept when it was set from outside and passes scopes here', () => {
    thrownBy(() =>
      withPhase('main', () =>
        withSpan('await', () => {
          setErrorContext('E_FAR', { phase: 'worker', spanHierarchy: [] });
          throw 'E_FAR';
        }),
      ),
    );
    expect(getErrorContext('E_FAR')?.phase).toBe('worker');
  });

  it('is forgotten when another primitive is thrown', () => {
    thrownBy(() => withPhase('p', raise('one')));
    thrownBy(() => withPhase('p', raise('two')));
    expect(getErrorContext('one')).toBeUndefined();
  });
});

describe('the crash context', () => {
  it('can be captured anywhere', () => {
    setProgress(1, 2);
    const seen = withSpan('a', { phase: 'p' }, () => captureCrashContext());
    expect(seen).toEqual({
      phase: 'p',
      progress: { processed: 1, failed: 0, total: 2 },
      spanHierarchy: [{ name: 'a' }],
    });
  });

  it('can be told of a scope that is not the current one', () => {
    let inner: Scope | undefined;
    observeScopes((scope) => (inner ??= scope));
    withSpan('a', { phase: 'p' }, () => undefined);
    observeScopes(undefined);
    expect(inner && describeScope(inner)).toEqual({ phase: 'p', spanHierarchy: [{ name: 'a' }] });
  });

  it('names the worker once it has an identity', () => {
    const worker = { index: 2, count: 4, threadId: 9 };
    setWorkerIdentity(worker);
    expect(captureCrashContext().worker).toEqual(worker);
    expect(getErrorContext(thrownBy(() => withPhase('p', raise(new Error()))))?.worker).toEqual(worker);
  });
});
