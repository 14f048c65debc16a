import { Worker } from 'node:worker_threads';

/** Two workers and `postMessage`, dealt in turns: what no pool can be faster than. In the form of a peer. */
export function openRaw() {
  const waiting = new Map();
  const workers = [0, 1].map(() => {
    const worker = new Worker(new URL('../workers/raw.mjs', import.meta.url));
    worker.on('message', ({ id, result }) => {
      waiting.get(id)(result);
      waiting.delete(id);
    });
    return worker;
  });
  let id = 0;
  return {
    name: 'raw postMessage',
    run(name, value, moved) {
      id += 1;
      workers[id % 2].postMessage({ id, name, value, move: moved !== undefined }, moved);
      return new Promise((resolve) => waiting.set(id, resolve));
    },
    close: () => Promise.all(workers.map((worker) => worker.terminate())),
  };
}
