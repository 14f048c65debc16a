import workerpool from 'workerpool';
import type { Task } from '../task.js';
import { oneByOne, WORKERS, workerPath } from './pool.js';
import type { OpenPool, PoolOptions, RunOptions } from './pool.js';

export const open: OpenPool = (options) => {
  const pool = openOn('workerpool', options);
  let brokenPool: workerpool.Pool | undefined;
  return {
    run: oneByOne((task, runOptions) => exec(pool, task, runOptions)),
    async runBroken(module, task) {
      brokenPool = openOn(`broken/${module}`, options);
      return exec(brokenPool, task, {});
    },
    async close() {
      await Promise.all([pool.terminate(true), brokenPool?.terminate(true)]);
    },
  };
};

function openOn(worker: string, { resourceLimits }: PoolOptions): workerpool.Pool {
  return workerpool.pool(workerPath(worker), {
    workerType: 'thread',
    minWorkers: WORKERS,
    maxWorkers: WORKERS,
    ...(resourceLimits ? { workerThreadOpts: { resourceLimits } } : {}),
  });
}

async function exec(pool: workerpool.Pool, task: Task, { timeout, signal }: RunOptions): Promise<unknown> {
  const call = pool.exec('work', [task]);
  if (timeout !== undefined) call.timeout(timeout);
  signal?.addEventListener('abort', () => void call.cancel(), { once: true });
  return call;
}
