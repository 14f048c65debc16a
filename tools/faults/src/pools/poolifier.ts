import { FixedThreadPool } from 'poolifier';
import type { Task } from '../task.js';
import { oneByOne, signalOf, WORKERS, workerPath } from './pool.js';
import type { PoolKind, PoolOptions } from './pool.js';

export const poolifier: PoolKind = {
  title: 'poolifier',
  lacks: ['retries', 'constructor'],
  open(options) {
    const pool = open('poolifier', options);
    let brokenPool: FixedThreadPool<Task, unknown> | undefined;
    return {
      run: oneByOne((task, runOptions) => pool.execute(task, undefined, signalOf(runOptions))),
      async runBroken(module, task) {
        brokenPool = open(`broken/${module}`, options);
        return brokenPool.execute(task);
      },
      async close() {
        await Promise.all([pool.destroy(), brokenPool?.destroy()]);
      },
    };
  },
};

// With a queue, so that a worker has one task at a time as in the other pools.
function open(worker: string, { resourceLimits }: PoolOptions): FixedThreadPool<Task, unknown> {
  return new FixedThreadPool<Task, unknown>(WORKERS, workerPath(worker), {
    enableTasksQueue: true,
    tasksQueueOptions: { tasksFinishedTimeout: 200 },
    errorHandler: () => undefined,
    ...(resourceLimits ? { workerOptions: { resourceLimits } } : {}),
  });
}
