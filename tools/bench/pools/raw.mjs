import { Worker } from 'node:worker_threads';

/** Two workers and `postMessage`, which is what pools are made of. In the form of a peer. */
export function openRaw() {
  const workers = [openWorker(), openWorker()];
  return {
    name: 'raw postMessage',
    run(name, value, moved) {
      const [first, second] = workers;
      return (second.waiting.size < first.waiting.size ? second : first).run(name, value, moved);
    },
    close: () => Promise.all(workers.map(({ worker }) => worker.terminate())),
  };
}

function openWorker() {
  const worker = new Worker(new URL('../workers/raw.mjs', import.meta.url));
  const waiting = new Map();
  worker.on('message', ({ id, result }) => {
    waiting.get(id)(result);
    waiting.delete(id);
  });
  let id = 0;
  const run = (name, value, moved) => {
    id += 1;
    worker.postMessage({ id, name, value, move: moved !== undefined }, moved);
    return new Promise((resolve) => waiting.set(id, resolve));
  };
  return { worker, waiting, run };
}
