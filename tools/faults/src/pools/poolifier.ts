import { FixedThreadPool } from 'poolifier';
import type { Task } from '../task.js';
import { oneByOne, signalOf, WORKERS, workerPath } from './pool.js';
import type { OpenPool, PoolOptions } from './pool.js';

export const open: OpenPool = (options) => {
  const pool = openOn('poolifier', options);
  let brokenPool: FixedThreadPool<Task, unknown> | undefined;
  return {
    run: oneByOne((task, runOptions) => pool.execute(task, undefined, signalOf(runOptions))),
    async runBroken(module, task) {
      brokenPool = openOn(`broken/${module}`, options);
      return brokenPool.execute(task);
    },
    async close() {
      await Promise.all([pool.destroy(), brokenPool?.destroy()]);
    },
  };
};

// With a queue, so that a worker has one task at a time as in the other pools.
function openOn(worker: string, { resourceLimits }: PoolOptions): FixedThreadPool<Task, unknown> {
  return new FixedThreadPool<Task, unknown>(WORKERS, workerPath(worker), {
    enableTasksQueue: true,
    errorHandler: () => undefined,
    ...(resourceLimits ? { workerOptions: { resourceLimits } } : {}),
  });
}
