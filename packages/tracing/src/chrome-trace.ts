import { SpanStatusCode } from '@opentelemetry/api';
import type { FinishedSpan } from './span-tree.js';
import { MAIN_THREAD, placeOnRows } from './thread-rows.js';
import type { Slice } from './thread-rows.js';

/** A trace that Perfetto and chrome://tracing open. Times are in µs. */
export interface ChromeTrace {
  readonly displayTimeUnit: 'ms';
  readonly traceEvents: readonly ChromeTraceEvent[];
}

/**
 * One event of the Trace Event Format
 * (https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU): a complete event (`X`) for each
 * span, two metadata events (`M`) for the name and the place of each row.
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
 * Finished spans as a Chrome trace, with a row per thread, and more where a thread did several things at once. `args`
 * of a span hold `traceId`, `spanId`, `parentSpanId`, its attributes, and `error` where it failed. Starts are accurate
 * to 1 ms, as the SDK has them.
 */
export function toChromeTrace(spans: readonly FinishedSpan[]): ChromeTrace {
  const slices = placeOnRows(spans);
  const rows = rowsOf(slices);
  const events = slices.map((slice): ChromeTraceEvent => {
    const { span, ts, dur } = slice;
    const { traceId, spanId } = span.spanContext();
    const parentSpanId = span.parentSpanContext?.spanId;
    return {
      name: span.name,
      cat: 'span',
      ph: 'X',
      ts,
      dur,
      pid: process.pid,
      tid: rows.get(rowKey(slice))?.tid ?? slice.thread,
      args: {
        ...span.attributes,
        ...(span.status.code === SpanStatusCode.ERROR ? { error: span.status.message ?? true } : {}),
        traceId,
        spanId,
        ...(parentSpanId === undefined ? {} : { parentSpanId }),
      },
    };
  });
  const names = [...rows.values()].flatMap(({ tid, name }, position) => [
    metadata('thread_name', tid, { name }),
    metadata('thread_sort_index', tid, { sort_index: position }),
  ]);
  return { displayTimeUnit: 'ms', traceEvents: [...names, ...events] };
}

interface Row {
  readonly tid: number;
  readonly name: string;
}

/** The rows in the order in which they are shown. The first of a thread has its id; the others get ids beyond all. */
function rowsOf(slices: readonly Slice[]): Map<string, Row> {
  const sorted = slices.toSorted((one, other) => one.thread - other.thread || one.lane - other.lane);
  let lastTid = sorted.at(-1)?.thread ?? MAIN_THREAD;
  const rows = new Map<string, Row>();
  for (const slice of sorted) {
    const { thread, lane } = slice;
    if (rows.has(rowKey(slice))) continue;
    const tid = lane === 0 ? thread : (lastTid += 1);
    rows.set(rowKey(slice), {
      tid,
      name: lane === 0 ? threadName(slice) : `${threadName(slice)} (${lane + 1})`,
    });
  }
  return rows;
}

function rowKey({ thread, lane }: Slice): string {
  return `${thread} ${lane}`;
}

function threadName({ span, thread }: Slice): string {
  const { 'thread.name': name } = span.attributes;
  return thread !== MAIN_THREAD && typeof name === 'string' ? name : 'main';
}

function metadata(name: string, tid: number, args: Record<string, unknown>): ChromeTraceEvent {
  return { name, ph: 'M', pid: process.pid, tid, args };
}
