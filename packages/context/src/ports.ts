// What the feature packages share with each other: see docs/architecture.md. Not for programs.
export { annotateFunction, annotateMethod, getAnnotatedMethod } from './annotated-methods.js';
export type { AnnotatedMethod } from './annotated-methods.js';
export {
  countWorkersWithout,
  flushWorkers,
  getProcessSides,
  getWorkerExtensions,
  registerProcessSide,
  registerWorkerCount,
  registerWorkerExtension,
  registerWorkerFlush,
} from './worker-extension.js';
export type {
  ActivateWorkerExtension,
  ExtensionHost,
  ExtensionPeer,
  ProcessSide,
  WorkerExtension,
  WorkerSide,
} from './worker-extension.js';
export {
  onSilentWorkerLoss,
  readWorkerActivity,
  readWorkerTimelines,
  registerWorkerActivity,
  registerWorkerTimelines,
  reportSilentWorkerLoss,
} from './worker-activity.js';
export type { TimelineEntry, WorkerActivity, WorkerTimeline } from './worker-activity.js';
export {
  captureCrashContext,
  describeScope,
  forgetErrorContext,
  getArrivingErrorContext,
  setErrorContext,
  setWorkerIdentity,
} from './crash-context.js';
export { captureProgress } from './crash-progress.js';
export { readCrashContext } from './read-crash-context.js';
export { keepTally, takeBackProgress } from './progress.js';
export { canBeShared, carrierText } from './parallel-context.js';
export { openSpan, runSpan, spanOpener } from './run-span.js';
export type { KeepsOpen, OpenSpan, SpanSpec } from './run-span.js';
export { fileSpan } from './process-file.js';
export { observeScopes } from './run-in-scope.js';
export type { Scope } from './scope.js';
export { isScopeTextShared, scopeText } from './scope-text.js';
export { reportFailure, warn } from './attempt.js';
export { cutText } from './cut.js';
export { cutFrames } from './span-frame.js';
export { trackSpan } from './track-span.js';
export { setRecordLevel } from './record-level.js';
export { globalState } from './global-state.js';
