import { expose } from 'threads/worker';
import type { WorkerInit } from '../protocol.js';
import { startWorkerLoop } from './worker-loop.js';

// threads.js only reports an uncaught error and lets the worker live on in an unknown state; the loop ends it.
process.removeAllListeners('uncaughtException');
process.removeAllListeners('unhandledRejection');

expose({
  connect(init: WorkerInit): void {
    startWorkerLoop(init);
  },
});
