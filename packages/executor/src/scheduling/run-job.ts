import { onAbort } from './abort.js';
import { Job } from './job.js';
import type { JobSpec } from './job.js';
import type { JobScheduler } from './job-scheduler.js';

/** What the one who started a job wants to hear. What its callbacks throw ends the job. */
export interface Outcomes {
  /** Items that follow one another, from this index on, gave one value each. Without it, `onValues` is told. */
  readonly onEach?: (index: number, values: readonly unknown[]) => void;
  /** The item gave those of `values` from `from` up to `to`. */
  onValues(index: number, values: readonly unknown[], from: number, to: number): void;
  /** What the items whose outcomes are told next have counted as progress, in this process. */
  readonly onCounted?: (processed: number, failed: number) => void;
  /** Returning false ends the job with the error. */
  onFailure(index: number, input: unknown, error: unknown): boolean;
  /** Every item has its outcome. */
  onEnd(): void;
  /** The job has ended before that. */
  onError(error: unknown): void;
}

/** A job that is under way. */
export interface StartedJob {
  readonly job: Job;
  /** Ends it without a word. */
  readonly stop: () => void;
}

/** Starts a job; `onEnd` or `onError` is called once, unless it is ended before. */
export function startJob(
  scheduler: JobScheduler,
  spec: JobSpec,
  outcomes: Outcomes,
  signal?: AbortSignal,
): StartedJob {
  const finish = (force: boolean) => {
    stopListening();
    scheduler.drop(job, force);
  };
  const stop = () => {
    if (job.ended) return;
    job.end();
    finish(false);
  };
  const { onEach, onCounted } = outcomes;
  const job: Job = new Job(spec, {
    ...(onCounted ? { onCounted } : {}),
    ...(onEach
      ? {
          onEach(index, values) {
            try {
              onEach(index, values);
            } catch (error) {
              job.abandon(error);
            }
          },
        }
      : {}),
    // What a callback of the user's throws is the end of its own chain and of nothing else.
    onValues(index, values, from, to) {
      try {
        outcomes.onValues(index, values, from, to);
      } catch (error) {
        job.abandon(error);
      }
    },
    onFailure(index, input, error) {
      try {
        if (outcomes.onFailure(index, input, error)) return;
      } catch (thrown) {
        job.abandon(thrown);
        return;
      }
      stop();
      outcomes.onError(error);
    },
    onMore: () => scheduler.ready(job),
    onEnd() {
      finish(false);
      outcomes.onEnd();
    },
    onError(error) {
      finish(true);
      outcomes.onError(error);
    },
  });
  spec.source.listen?.(() => {
    job.readOn();
    scheduler.wake(job);
  });
  const stopListening = onAbort(signal, (reason) => scheduler.abort(job, reason));
  if (signal?.aborted) job.abandon(signal.reason);
  else scheduler.submit(job);
  return { job, stop };
}

/** Runs a job to its end: resolves with `result()` when every item has its outcome. */
export function runJob<R>(
  scheduler: JobScheduler,
  spec: JobSpec,
  outcomes: Pick<Outcomes, 'onValues' | 'onEach' | 'onFailure'>,
  result: () => R,
  signal?: AbortSignal,
): Promise<R> {
  return new Promise<R>((resolve, reject) => {
    const onEnd = () => resolve(result());
    startJob(scheduler, spec, { ...outcomes, onEnd, onError: reject }, signal);
  });
}
