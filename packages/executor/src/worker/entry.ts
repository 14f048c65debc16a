import type * as ThreadsWorker from 'threads/worker';
import { loadQuietly } from '../load-quietly.js';
import type { WorkerInit } from '../protocol.js';
import { startWorkerLoop } from './worker-loop.js';
import { writeThrough } from './write-through.js';

writeThrough(process.stdout);
writeThrough(process.stderr);

// threads.js only reports an uncaught error and lets the worker live on in an unknown state; the loop ends it.
const { expose } = loadQuietly(
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would come before all else
  () => require('threads/worker') as typeof ThreadsWorker,
  ['uncaughtException', 'unhandledRejection'],
);

let isConnected = false;

// threads.js calls what it finds under the name that a message has: there is nothing else to be found.
expose(
  Object.assign(Object.create(null) as object, {
    connect(init: WorkerInit): void {
      if (isConnected)
        throw new Error('Expected a worker to be connected once, to the executor that started it');
      startWorkerLoop(init);
      isConnected = true;
    },
  }),
);
