import { availableParallelism } from 'node:os';
import type { ResourceLimits } from 'node:worker_threads';
import { requireInteger, requirePositive } from './argument-checks.js';

/** The longest delay that timers know; they take a longer one for none at all. */
export const MAX_DELAY_MS = 2 ** 31 - 1;

/** How many workers there are, what they may use, and what becomes of their failures. */
export interface ExecutorOptions {
  /**
   * How many worker threads, at most; they start when there is work. 0 runs everything in this thread, as one worker
   * would: for tests and debugging, for inputs that are not worth a thread, and where there are none to be had.
   * Default: `os.availableParallelism()`.
   */
  readonly workers?: number;
  /**
   * Ms after which an item's worker is ended and the item fails with `TASK_TIMEOUT`. Without workers an item that is
   * in the middle of synchronous code can't be ended: it fails as soon as it is through. Default: none.
   */
  readonly taskTimeout?: number;
  /**
   * How many calls and chains may wait for a worker to take their first item. One more rejects with `QUEUE_FULL`; see
   * `Executor.whenRoom`. Default: no limit.
   */
  readonly maxQueue?: number;
  /** Ms a worker may take to start, and a class to be loaded and made in it. Default: 60,000. */
  readonly startTimeout?: number;
  /** How often an item is tried again after it lost its worker. Default: 0. */
  readonly retries?: number;
  /** Passed to each `worker_threads.Worker`. Default: Node's. */
  readonly resourceLimits?: ResourceLimits;
  /** Passed to each `worker_threads.Worker`. Default: those of this process. */
  readonly execArgv?: readonly string[];
  /** Passed to each `worker_threads.Worker`. Default: a copy of `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /**
   * The file that each worker runs, a file URL or an absolute path: one that is `@threadspan/executor/worker` or
   * imports it. For bundles, where that is an entry point of its own. Default: the one of this package.
   */
  readonly workerEntry?: URL | string;
}

export type ResolvedOptions = Required<
  Pick<ExecutorOptions, 'workers' | 'retries' | 'maxQueue' | 'startTimeout'>
> &
  ExecutorOptions;

export function resolveOptions(
  options: ExecutorOptions,
  { minWorkers = 0 }: { readonly minWorkers?: number } = {},
): ResolvedOptions {
  const {
    workers = availableParallelism(),
    retries = 0,
    maxQueue = Infinity,
    startTimeout = 60_000,
    taskTimeout,
  } = options;
  requireInteger('workers', workers, minWorkers, 1_024);
  requireInteger('retries', retries, 0);
  if (maxQueue !== Infinity) requireInteger('maxQueue', maxQueue, 0);
  requirePositive('startTimeout', startTimeout);
  requirePositive('taskTimeout', taskTimeout);
  return { ...options, workers, retries, maxQueue, startTimeout: Math.min(startTimeout, MAX_DELAY_MS) };
}
