export { createExecutor } from './executor.js';
export type { Executor, ExecutorStats, SpawnOptions } from './executor.js';
export type { ExecutorOptions } from './options.js';
export type { ForEachRun, ItemMethod, ParallelIterator, StageOptions } from './chain.js';
export type { ChainProgress, Collected, CollectOptions, Failure } from './collect.js';
export type { CallOptions, Remote, RemoteMethod } from './remote.js';
export { ThreadspanError } from './errors.js';
export type { ThreadspanErrorCode } from './errors.js';
