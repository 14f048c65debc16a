import { fileURLToPath } from 'node:url';
import type { ResourceLimits } from 'node:worker_threads';
import type { BrokenModule } from '../faults.js';
import type { Task } from '../task.js';

export const WORKERS = 2;

export type Outcome =
  | { readonly status: 'fulfilled'; readonly value: unknown }
  | { readonly status: 'rejected'; readonly error: unknown };

export interface PoolOptions {
  readonly resourceLimits?: ResourceLimits;
  readonly retries?: number;
  /** Ms that a worker and its module may take to get ready. */
  readonly startTimeout?: number;
}

export interface RunOptions {
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** A running pool, used as its documentation shows. */
export interface Pool {
  /**
   * Runs the tasks and tells each one's outcome as soon as its caller can know it. The options are for the tasks at
   * fault, where a pool has them for single tasks. Rejects when all tasks are given up.
   */
  run(
    tasks: readonly Task[],
    settle: (index: number, outcome: Outcome) => void,
    options: RunOptions,
  ): Promise<void>;
  /** Runs a task in a module that is broken, beside the others if a pool can have several modules. */
  runBroken(module: BrokenModule, task: Task): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts a pool. */
export type OpenPool = (options: PoolOptions) => Pool;

/** Calls the pool once for each task. */
export function oneByOne(call: (task: Task, options: RunOptions) => Promise<unknown>): Pool['run'] {
  return async (tasks, settle, options) => {
    await Promise.all(
      tasks.map(async (task) => {
        try {
          settle(task.index, { status: 'fulfilled', value: await call(task, task.fault ? options : {}) });
        } catch (error) {
          settle(task.index, { status: 'rejected', error });
        }
      }),
    );
  };
}

/** A signal for pools that have no timeout of their own. */
export function signalOf({ signal, timeout }: RunOptions): AbortSignal | undefined {
  return signal ?? (timeout === undefined ? undefined : AbortSignal.timeout(timeout));
}

export function workerUrl(name: string): URL {
  return new URL(`../workers/${name}.js`, import.meta.url);
}

export function workerPath(name: string): string {
  return fileURLToPath(workerUrl(name));
}
