import type { Attributes, Link, Span, SpanKind } from '@opentelemetry/api';
import type { AnalysisPhase } from './analysis-context.js';
import type { SpanLevel } from './record-level.js';
import { runSpan } from './run-span.js';
import { currentFrame } from './scope.js';
import { toSpanFrames } from './span-frame.js';
import type { SpanFrame } from './span-frame.js';

/** What a span has and sets besides its name; all of it may be left out. */
export interface WithSpanOptions {
  readonly attributes?: Attributes | undefined;
  readonly kind?: SpanKind | undefined;
  readonly links?: Link[] | undefined;
  /** Detail of this span; spans beyond the recorded level only appear in the hierarchy. Default: `info`. */
  readonly level?: SpanLevel | undefined;
  /** Also sets the current phase. */
  readonly phase?: AnalysisPhase | undefined;
  /** Starts a new trace and a new hierarchy. Default: false. */
  readonly newRoot?: boolean | undefined;
}

/**
 * Runs `fn`, sync or async, inside a span called `name`, which is also a frame of the hierarchy. The span ends
 * when `fn` returns or throws, or when the promise it returned settles. Without an OpenTelemetry SDK no span is
 * recorded and only the hierarchy is kept.
 */
export function withSpan<R>(name: string, fn: (span: Span) => R): R;
export function withSpan<R>(name: string, options: WithSpanOptions, fn: (span: Span) => R): R;
export function withSpan<R>(
  name: string,
  options: WithSpanOptions | ((span: Span) => R),
  fn?: (span: Span) => R,
): R {
  return typeof options === 'function' ? runSpan({ name }, options) : runSpan({ ...options, name }, fn!);
}

/**
 * The spans this code runs in, outermost first, across threads. It depends neither on an SDK nor on sampling;
 * with `initTracing` or `withWorkerSpans` it also has the spans that were started with the plain OpenTelemetry API.
 */
export function getSpanHierarchy(): readonly SpanFrame[] {
  return toSpanFrames(currentFrame());
}
