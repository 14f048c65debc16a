import type { HrTime } from '@opentelemetry/api';
import type { FinishedSpan } from './span-tree.js';

/** Where a span is drawn: whole µs. */
export interface Slice {
  readonly span: FinishedSpan;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
}

export const MAIN_THREAD = 0;

// The SDK starts a span at a whole millisecond of the wall clock, and adds a precise duration to it.
const START_ERROR_US = 1_000;

/**
 * Places spans on the rows of their threads. Trace viewers want the slices of a row side by side or one inside the
 * other; with starts rounded to milliseconds, short spans that ran one after the other seem to overlap. Such spans
 * are moved, by less than that error, behind the one before and into the one around them, and cut where there is no
 * room left. In the order in which they start.
 */
export function placeOnRows(spans: readonly FinishedSpan[]): Slice[] {
  const slices = spans.map(toSlice);
  const byId = new Map(slices.map((slice) => [slice.span.spanContext().spanId, slice]));
  const inside = new Map<Slice | number, Slice[]>();
  for (const slice of slices) {
    const around = byId.get(slice.span.parentSpanContext?.spanId ?? '');
    // On another thread the parent is on another row.
    const key = around && around.tid === slice.tid ? around : slice.tid;
    const siblings = inside.get(key);
    if (siblings) siblings.push(slice);
    else inside.set(key, [slice]);
  }
  const rows = [...inside.keys()].filter((key) => typeof key === 'number');
  // Each slice before those inside it, and siblings in order: a stack, so the last one in is the next.
  const waiting = rows.flatMap((row) => sideBySide(inside.get(row) ?? [], 0, Infinity)).reverse();
  const placed: Slice[] = [];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { slice, original } = next;
    placed.push(slice);
    const inner = sideBySide(inside.get(original) ?? [], slice.ts, slice.ts + slice.dur);
    for (const child of inner.reverse()) waiting.push(child);
  }
  return placed.sort((one, other) => one.ts - other.ts);
}

interface Placed {
  readonly original: Slice;
  readonly slice: Slice;
}

function sideBySide(slices: readonly Slice[], from: number, to: number): Placed[] {
  let free = from;
  // Where starts are the same, the order in which spans ended is the order in which they ran.
  return [...slices]
    .sort((one, other) => one.ts - other.ts)
    .map((original) => {
      const inside = Math.max(from, Math.min(original.ts, to - original.dur));
      const isRounded = free - original.ts < START_ERROR_US;
      const ts = inside < free && isRounded ? free : inside;
      const dur = Math.max(0, Math.min(original.dur, to - ts));
      free = Math.max(free, ts + dur);
      return { original, slice: { ...original, ts, dur } };
    });
}

function toSlice(span: FinishedSpan): Slice {
  const { 'thread.id': threadId } = span.attributes;
  return {
    span,
    tid: typeof threadId === 'number' ? threadId : MAIN_THREAD,
    ts: Math.round(micros(span.startTime)),
    dur: Math.round(micros(span.duration)),
  };
}

function micros([seconds, nanos]: HrTime): number {
  return seconds * 1e6 + nanos / 1e3;
}
