// The program that has the work.
export { createQueueExecutor } from './driver/queue-executor.js';
export type { QueueExecutorOptions } from './driver/queue-executor.js';

// The processes that do it.
export { startQueueWorker } from './worker/queue-worker.js';
export type { QueueWorker, QueueWorkerOptions } from './worker/queue-worker.js';

// What both are told.
export type { QueueConnection } from './connection.js';
export type { QueueOptions } from './queue-options.js';
