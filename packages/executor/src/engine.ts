// For packages that run the calls and chains of an executor on an engine of their own: see docs/architecture.md. Not
// for programs; it may change with any release.
export { createExecutorOn } from './executor.js';
export type { EngineOptions } from './executor.js';
export type { ChunkTimes } from './scheduling/chunk-size.js';
export { createThreadPool } from './thread-pool.js';
export type { ThreadPool } from './thread-pool.js';
export { invalid, requireInteger, requireOneOf, requirePositive } from './argument-checks.js';
export { Histogram } from './histogram.js';
export { CallSource, runCall } from './scheduling/call.js';
export { startJob } from './scheduling/run-job.js';
export type { Outcomes, StartedJob } from './scheduling/run-job.js';
export { Admission } from './scheduling/admission.js';
export { StatsKeeper } from './scheduling/stats.js';
export { Turns } from './scheduling/turns.js';
export { closedError, lost, startFailed } from './scheduling/job-errors.js';
export { methodName, unsendableInput, unsendableResult } from './scheduling/unsendable.js';
export type { Chunk, Job, JobSpec } from './scheduling/job.js';
export type { JobScheduler } from './scheduling/job-scheduler.js';
export type { ItemActivity } from './scheduling/scheduler.js';
export type { Source } from './input/source.js';
export type { InstanceRecipe } from './instance-recipe.js';
export { packUrls, unpackUrls } from './url-arguments.js';
export type { Packed, UrlPlace } from './url-arguments.js';
export type { StageCall, StageKind } from './protocol.js';
