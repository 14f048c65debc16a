import { registerWorkers } from './host/register-workers.js';
import { resolveOptions } from './options.js';
import type { ExecutorOptions } from './options.js';
import type { Job } from './scheduling/job.js';
import type { JobScheduler } from './scheduling/job-scheduler.js';
import { Scheduler } from './scheduling/scheduler.js';
import type { ItemActivity } from './scheduling/scheduler.js';

/** The worker threads of an executor, for whoever brings jobs of their own. */
export interface ThreadPool {
  readonly scheduler: JobScheduler;
  /** How many threads it has at most. */
  readonly size: number;
  /** Which items of the job its threads are on at the moment. */
  underWay(job: Job): readonly ItemActivity[];
  /** Takes no more jobs; resolves when all are finished and the threads are gone. */
  close(): Promise<void>;
}

/**
 * Makes worker threads, which start when there is work.
 *
 * @throws ThreadspanError `INVALID_ARGUMENT`, for 0 `workers` too: there is no thread to lose then
 */
export function createThreadPool(options: ExecutorOptions): ThreadPool {
  const resolved = resolveOptions(options, { minWorkers: 1 });
  const scheduler = new Scheduler(resolved);
  const unregister = registerWorkers(scheduler);
  return {
    scheduler,
    size: resolved.workers,
    underWay: (job) => scheduler.underWay(job),
    close: () => scheduler.close().finally(unregister),
  };
}
