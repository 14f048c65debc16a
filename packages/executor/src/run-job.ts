import { Job } from './job.js';
import type { JobListener, JobSpec } from './job.js';
import type { Scheduler } from './scheduler.js';

/** Runs a job to its end: resolves with `result()` when every item has its outcome. */
export function runJob<R>(
  scheduler: Scheduler,
  spec: JobSpec,
  outcomes: Pick<JobListener, 'onValues'> & {
    /** Returning false ends the job with the error. */
    onFailure(index: number, input: unknown, error: unknown): boolean;
  },
  result: () => R,
  signal?: AbortSignal,
): Promise<R> {
  return new Promise<R>((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const finish = (force: boolean, settle: () => void) => {
      signal?.removeEventListener('abort', onAbort);
      scheduler.drop(job, force);
      settle();
    };
    const job: Job = new Job(spec, {
      onValues(index, values) {
        guarded(() => outcomes.onValues(index, values));
      },
      onFailure(index, input, error) {
        guarded(() => {
          if (outcomes.onFailure(index, input, error)) return;
          job.end();
          finish(false, () => reject(error));
        });
      },
      onEnd: () => finish(false, () => resolve(result())),
      onError: (error) => finish(true, () => reject(error)),
    });
    // What a callback of the user's throws is the end of its own chain and of nothing else.
    const guarded = (notify: () => void) => {
      try {
        notify();
      } catch (error) {
        job.abandon(error);
      }
    };
    const onAbort = () => job.abandon(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    scheduler.submit(job);
  });
}
