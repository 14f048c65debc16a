import type { Job } from './job.js';
import type { ExecutorStats } from './stats.js';

/** Runs jobs, on workers or in this thread, and sees to it that each of their items gets its outcome. */
export interface JobScheduler {
  /** Takes a job on, or abandons it where it can't. */
  submit(job: Job): void;
  /** `job` has something to run when its turn comes. */
  ready(job: Job): void;
  /** The same, at once if anybody is free for it. */
  wake(job: Job): void;
  /** The job's outcome is settled: forgets it, and stops what is still under way; by force if that takes long. */
  drop(job: Job, force: boolean): void;
  /** Ends a job that nobody wants any more. */
  abort(job: Job, reason: unknown): void;
  /** Ends all that is not finished. */
  abandonJobs(): void;
  /** Resolves when one more call would be accepted. */
  whenRoom(signal?: AbortSignal): Promise<void>;
  /** What is going on, and what has been done until now. */
  stats(): ExecutorStats;
  /** Drops an instance that nobody can name any more. */
  release(instance: number): void;
  /** Takes no more jobs, and resolves when all are finished and what ran them is gone. */
  close(): Promise<void>;
}
