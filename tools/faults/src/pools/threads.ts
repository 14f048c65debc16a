import { createRequire } from 'node:module';
import type * as Threads from 'threads' with { 'resolution-mode': 'require' };
import type { Task } from '../task.js';
import { oneByOne, WORKERS } from './pool.js';
import type { OpenPool, PoolOptions } from './pool.js';

// Its types are for CommonJS alone.
const { Pool, spawn, Worker } = createRequire(import.meta.url)('threads') as typeof Threads;

type Api = { work(task: Task): Promise<unknown> };
type ThreadPool = Threads.Pool<Threads.ModuleThread<Api>>;

export const open: OpenPool = (options) => {
  const pool = openOn('threads', options);
  let brokenPool: ThreadPool | undefined;
  return {
    run: oneByOne((task) => queue(pool, task)),
    async runBroken(module, task) {
      brokenPool = openOn(`broken/${module}`, options);
      return queue(brokenPool, task);
    },
    async close() {
      await Promise.all([pool.terminate(true), brokenPool?.terminate(true)]);
    },
  };
};

function openOn(worker: string, options: PoolOptions): ThreadPool {
  return Pool(() => spawn<Api>(new Worker(`../workers/${worker}.js`, options as object)), { size: WORKERS });
}

async function queue(pool: ThreadPool, task: Task): Promise<unknown> {
  return pool.queue((worker) => worker.work(task));
}
