import { availableParallelism } from 'node:os';
import type { ExecutorOptions } from '@threadspan/executor';
import { createThreadPool, invalid, requireInteger } from '@threadspan/executor/engine';
import { resolveQueueOptions } from '../queue-options.js';
import type { QueueOptions } from '../queue-options.js';
import { loadClasses } from './classes.js';
import { WorkerProcess } from './worker-process.js';

/** What a worker offers. */
export interface QueueWorkerOptions
  extends
    QueueOptions,
    Pick<ExecutorOptions, 'startTimeout' | 'resourceLimits' | 'execArgv' | 'env' | 'workerEntry'> {
  /**
   * The built files whose classes drivers may use: file URLs or absolute paths. Their exported classes with annotated
   * methods are known by the names of the exports; nothing else can be called.
   */
  readonly modules: readonly (URL | string)[];
  /** Worker threads, 1 or more. Default: `os.availableParallelism()`. */
  readonly threads?: number;
  /** How many chunks it has at once. Default: one more than threads, so that none waits for the next. */
  readonly concurrency?: number;
  /** How often it is written down what the threads are on, in ms; for when the whole process dies. Default: 500. */
  readonly flightInterval?: number;
}

/** A process, or a part of one, that does the work of a queue. */
export interface QueueWorker extends AsyncDisposable {
  /** By which drivers, BullMQ and errors know it: host, process id, and something unique. */
  readonly name: string;
  /** Takes no more chunks, and resolves when those that it has are done and their results sent. */
  close(): Promise<void>;
}

/**
 * Takes chunks from the queue and runs them on worker threads, until it is closed.
 *
 * Rejects with a ThreadspanError: `INVALID_ARGUMENT`, `WORKER_START_FAILED` when a module can't be loaded or has no class
 * with annotated methods, `QUEUE_UNREACHABLE` when Redis has not answered within ten seconds.
 */
export async function startQueueWorker(options: QueueWorkerOptions): Promise<QueueWorker> {
  const resolved = resolveQueueOptions(options);
  const { modules, threads = availableParallelism(), flightInterval = 500 } = options;
  if (!Array.isArray(modules) || modules.length === 0)
    throw invalid('modules', 'a list of one built file or more that exports a class', modules);
  requireInteger('threads', threads, 1, 1_024);
  const { concurrency = threads + 1 } = options;
  requireInteger('concurrency', concurrency, 1, 4_096);
  requireInteger('flightInterval', flightInterval, 10, 3_600_000);
  const classes = await loadClasses(modules);
  const { startTimeout, resourceLimits, execArgv, env, workerEntry } = options;
  const pool = createThreadPool({
    workers: threads,
    ...(startTimeout === undefined ? {} : { startTimeout }),
    ...(resourceLimits ? { resourceLimits } : {}),
    ...(execArgv ? { execArgv } : {}),
    ...(env ? { env } : {}),
    ...(workerEntry ? { workerEntry } : {}),
  });
  const worker = new WorkerProcess({ ...resolved, concurrency, flightInterval }, pool, classes);
  try {
    await worker.start();
  } catch (error) {
    await worker.abandon();
    throw error;
  }
  return worker;
}
