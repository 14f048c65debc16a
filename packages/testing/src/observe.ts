import { getErrorContext, getProgress, resetProgress } from '@threadspan/context';
import type { CrashContext, Progress } from '@threadspan/context';
import { invalidArgument } from './errors.js';
import type { FinishedSpan } from './span-tree.js';

/** Whose spans are observed. */
export interface ObserveOptions<S extends FinishedSpan> {
  /** Where the spans come from. Default: none, and so no spans. */
  readonly trace?: { readonly spans: readonly S[] } | undefined;
}

/** What came of a call, and what it left behind. */
export type Observed<R, S extends FinishedSpan = FinishedSpan> = Outcome<R> & {
  /** What was counted, by all threads. */
  readonly progress: Progress;
  /** The spans that ended meanwhile. */
  readonly spans: readonly S[];
};

type Outcome<R> =
  | { readonly failed: false; readonly value: R; readonly error?: undefined; readonly context?: undefined }
  | {
      readonly failed: true;
      readonly value?: undefined;
      readonly error: unknown;
      /** Where the error happened, if it is known. */
      readonly context: CrashContext | undefined;
    };

/**
 * Calls `fn`, sync or async, with all counts of progress at 0, and resolves to what came of it: its value, or what it
 * threw and where. The counts belong to the whole process: one call at a time.
 *
 * @throws TestingError `INVALID_ARGUMENT`, as a rejection, for what is no function, such as a promise; for nothing else
 */
export async function observe<R, S extends FinishedSpan = FinishedSpan>(
  fn: () => R,
  { trace }: ObserveOptions<S> = {},
): Promise<Observed<Awaited<R>, S>> {
  if (typeof fn !== 'function') {
    throw invalidArgument('`fn`', 'a function that makes the call, as in observe(() => …)', fn);
  }
  resetProgress();
  const before = new Set(trace?.spans);
  const outcome = await outcomeOf(fn);
  const spans = (trace?.spans ?? []).filter((span) => !before.has(span));
  return { ...outcome, progress: getProgress(), spans };
}

async function outcomeOf<R>(fn: () => R): Promise<Outcome<Awaited<R>>> {
  try {
    return { failed: false, value: await fn() };
  } catch (error) {
    return { failed: true, error, context: getErrorContext(error) };
  }
}
