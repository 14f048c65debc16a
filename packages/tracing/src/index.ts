export { initTracing } from './init-tracing.js';
export type { Tracing, TracingOptions } from './init-tracing.js';
export { initSpanRelay } from './init-span-relay.js';
export type { SpanRelayOptions } from './init-span-relay.js';
export { withWorkerSpans } from './worker-span-processor.js';
export type { WorkerSpansOptions } from './worker-span-processor.js';
export type {
  InstrumentationScope,
  ReadableSpan,
  Resource,
  Sampler,
  SpanEvent,
  SpanProcessor,
} from './sdk-types.js';
export { summarizeSpans } from './summarize-spans.js';
export type { SpanSummaryRow } from './summarize-spans.js';
export { toChromeTrace } from './chrome-trace.js';
export type { ChromeTrace, ChromeTraceEvent } from './chrome-trace.js';
export type { FinishedSpan } from './span-tree.js';
export { TracingError } from './errors.js';
export type { TracingErrorCode } from './errors.js';
