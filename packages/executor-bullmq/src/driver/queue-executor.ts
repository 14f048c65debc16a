import type { Executor, ExecutorOptions } from '@threadspan/executor';
import { createExecutorOn, requireInteger, requirePositive } from '@threadspan/executor/engine';
import { resolveQueueOptions } from '../queue-options.js';
import type { QueueOptions } from '../queue-options.js';
import { QueueScheduler } from './queue-scheduler.js';

/** Where the work goes, and what becomes of its failures. */
export interface QueueExecutorOptions
  extends QueueOptions, Pick<ExecutorOptions, 'maxQueue' | 'taskTimeout'> {
  /** Ms in which the first worker has to begin to make the class that is spawned. Default: 60,000. */
  readonly startTimeout?: number;
  /**
   * How often an item is tried again after it lost its worker thread, or the whole worker. Items that the threads of a
   * lost worker were on may have been through already: they run at least once, not at most once. Default: 1, as
   * BullMQ's `maxStalledCount`.
   */
  readonly retries?: number;
}

// A message over a network costs more than one between threads.
const CHUNK_MS = 250;
const LEAST_CHUNK_MS = 10;
// One driver, and one Redis, get through about so many chunks a second, however many threads there are.
const CHUNKS_PER_SECOND = 500;

/**
 * An executor whose calls and chains run on other machines: its chunks are jobs of a BullMQ queue, which the threads of
 * `threadspan-worker` processes run. It has no threads of its own. It connects with the first call; idle, it does not
 * keep the process alive.
 *
 * `spawn()` names the class only: its `module` is not sent, each worker loads what it was started with. Nothing can be
 * moved (`transfer`) or shared as memory.
 *
 * @throws ThreadspanError `INVALID_ARGUMENT`; calls and chains reject with `QUEUE_UNREACHABLE` when Redis does not
 *   answer for ten seconds in the beginning, and with `PAYLOAD_TOO_LARGE`
 */
export function createQueueExecutor(options: QueueExecutorOptions): Executor {
  const { maxQueue = Infinity, startTimeout = 60_000, retries = 1, taskTimeout } = options;
  if (maxQueue !== Infinity) requireInteger('maxQueue', maxQueue, 0);
  requireInteger('retries', retries, 0);
  requirePositive('startTimeout', startTimeout);
  requirePositive('taskTimeout', taskTimeout);
  const scheduler = new QueueScheduler({ ...resolveQueueOptions(options), maxQueue, startTimeout });
  const chunkTimes = {
    get wanted() {
      return Math.max(CHUNK_MS, (scheduler.threads * 1_000) / CHUNKS_PER_SECOND);
    },
    least: LEAST_CHUNK_MS,
  };
  return createExecutorOn(scheduler, { taskTimeout, retries, chunkTimes });
}
