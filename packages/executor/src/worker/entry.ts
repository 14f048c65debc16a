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

expose({
  connect(init: WorkerInit): void {
    startWorkerLoop(init);
  },
});
