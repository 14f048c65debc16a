// What a program uses.
export { AnalysisPhase } from './analysis-context.js';
export type { AnalysisContext } from './analysis-context.js';
export { getCurrentContext, withCurrentFile, withCurrentFunction, withPhase } from './scoped.js';
export { setCurrentFile, setCurrentFunction, setPhase } from './guard.js';
export type { ContextGuard } from './guard.js';
export {
  getProgress,
  incrementFailed,
  incrementProcessed,
  joinProgress,
  resetProgress,
  setProgress,
  shareProgress,
} from './progress.js';
export type { Progress, SharedProgress } from './progress.js';
export { getSpanHierarchy, withSpan } from './with-span.js';
export type { WithSpanOptions } from './with-span.js';
export type { SpanFrame } from './span-frame.js';
export type { SpanLevel } from './record-level.js';
export { ParallelContext, withParallelContext } from './parallel-context.js';
export type { ParallelContextGuard } from './parallel-context.js';
export type { ContextCarrier } from './carrier.js';
export { processFileWithContext } from './process-file.js';
export { registerContextAccessor } from './context-accessor.js';
export type { ContextAccessor } from './context-accessor.js';
export { getErrorContext } from './crash-context.js';
export type { CrashContext, WorkerIdentity } from './crash-context.js';
export type { CrashProgress } from './crash-progress.js';
export { registerErrorClass } from './error-classes.js';
export { packError } from './pack-error.js';
export { unpackError } from './unpack-error.js';
export type { ErrorEnvelope } from './error-envelope.js';
