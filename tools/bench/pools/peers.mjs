import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { FixedThreadPool } from 'poolifier';
import { Pool, Transfer, Worker, spawn } from 'threads';
import { Tinypool } from 'tinypool';
import workerpool from 'workerpool';

/**
 * @typedef {object} Peer
 * @property {string} name
 * @property {(name: string, value: unknown, moved?: ArrayBuffer[]) => PromiseLike<unknown>} run one task: a function
 *   of its worker file, its argument, and what is moved with it
 * @property {() => Promise<unknown>} close
 */

const WORKERS = 2;
const workerUrl = (name) => new URL(`../workers/${name}.mjs`, import.meta.url);
const workerPath = (name) => fileURLToPath(workerUrl(name));

/** Pools of others, set up as their docs show. `only` some of them; threads.js is slow enough to be asked for. */
export function openPeers(only = ['piscina', 'tinypool', 'workerpool', 'poolifier']) {
  return only.map((name) => ({ name, ...open[name]() }));
}

const open = {
  piscina: () => openPiscina(Piscina, 'piscina'),
  tinypool: () => openPiscina(Tinypool, 'tinypool'),

  workerpool() {
    const pool = workerpool.pool(workerPath('workerpool'), {
      workerType: 'thread',
      minWorkers: WORKERS,
      maxWorkers: WORKERS,
    });
    return {
      run: (name, value, moved) => pool.exec(name, [value], moved && { transfer: moved }),
      close: () => pool.terminate(),
    };
  },

  poolifier() {
    const pool = new FixedThreadPool(WORKERS, workerPath('poolifier'));
    return {
      run: (name, value, moved) => pool.execute(value, name, undefined, moved),
      // Now and then `destroy()` never comes to an end; the threads go with the process.
      close: async () => undefined,
    };
  },

  'threads.js Pool'() {
    const start = () => spawn(new Worker('../workers/threads.mjs'), { timeout: 60_000 });
    const pool = Pool(start, { size: WORKERS });
    return {
      run: (name, value, moved) =>
        pool.queue((worker) => worker[name](moved ? Transfer(value, moved) : value)),
      close: () => pool.terminate(),
    };
  },
};

// One is a fork of the other.
function openPiscina(Pool, worker) {
  const pool = new Pool({ filename: workerUrl(worker).href, minThreads: WORKERS, maxThreads: WORKERS });
  return {
    run: (name, value, moved) => pool.run(value, moved ? { name, transferList: moved } : { name }),
    close: () => pool.destroy(),
  };
}

/** All items at once, a task and a promise each. */
export function oneByOne({ run }, name, items) {
  return Promise.all(items.map((item) => run(name, item)));
}

/** What many users write around a pool in the end: slices of the items for a function that takes many. */
export async function handChunked({ run }, name, items, size = 256) {
  return (await Promise.all(slices(items, size).map((slice) => run(name, slice)))).flat();
}

export function slices(items, size) {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** @param {Peer[]} pools */
export function closeAll(pools) {
  return Promise.all(pools.map((pool) => pool.close()));
}
