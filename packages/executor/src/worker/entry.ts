import { expose } from 'threads/worker';
import type { WorkerInit } from '../protocol.js';
import { startSession } from './session.js';

// threads.js only reports an uncaught error and lets the worker live on in an unknown state; the session ends it.
process.removeAllListeners('uncaughtException');
process.removeAllListeners('unhandledRejection');

expose({
  connect(init: WorkerInit): void {
    startSession(init);
  },
});
