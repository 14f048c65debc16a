import { SpanStatusCode } from '@opentelemetry/api';
import type { FinishedSpan } from './span-tree.js';
import { MAIN_THREAD, placeOnRows } from './thread-rows.js';

/** A trace that Perfetto and chrome://tracing open. Times are in µs. */
export interface ChromeTrace {
  readonly displayTimeUnit: 'ms';
  readonly traceEvents: readonly ChromeTraceEvent[];
}

/**
 * One event of the Trace Event Format
 * (https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU): a complete event (`X`) for each
 * span, a metadata event (`M`) for the name of each row.
 */
export interface ChromeTraceEvent {
  readonly name: string;
  readonly ph: 'X' | 'M';
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * Finished spans as a Chrome trace, with a row per thread. `args` of a span hold `traceId`, `spanId`,
 * `parentSpanId`, its attributes, and `error` where it failed. Spans that ran side by side on one thread overlap in
 * its row.
 */
export function toChromeTrace(spans: readonly FinishedSpan[]): ChromeTrace {
  const threads = new Map<number, string>();
  const events = placeOnRows(spans).map(({ span, tid, ts, dur }): ChromeTraceEvent => {
    const { 'thread.name': threadName } = span.attributes;
    threads.set(tid, typeof threadName === 'string' && tid !== MAIN_THREAD ? threadName : 'main');
    const { traceId, spanId } = span.spanContext();
    const parentSpanId = span.parentSpanContext?.spanId;
    return {
      name: span.name,
      cat: 'span',
      ph: 'X',
      ts,
      dur,
      pid: process.pid,
      tid,
      args: {
        ...span.attributes,
        ...(span.status.code === SpanStatusCode.ERROR ? { error: span.status.message ?? true } : {}),
        traceId,
        spanId,
        ...(parentSpanId === undefined ? {} : { parentSpanId }),
      },
    };
  });
  const names = [...threads].map(([tid, name]): ChromeTraceEvent => ({
    name: 'thread_name',
    ph: 'M',
    pid: process.pid,
    tid,
    args: { name },
  }));
  return { displayTimeUnit: 'ms', traceEvents: [...names, ...events] };
}
