import type { HrTime } from '@opentelemetry/api';
import { SpanPlaces } from './span-place.js';
import type { SpanThread } from './span-place.js';
import type { FinishedSpan } from './span-tree.js';

/** Where a span is drawn; times in whole µs. */
export interface Slice {
  readonly span: FinishedSpan;
  /** The thread it ran on. */
  readonly thread: SpanThread;
  /** Which of the thread's rows: 0 for the first. A thread that does several things at once has several. */
  readonly lane: number;
  readonly ts: number;
  readonly dur: number;
}

// The SDK starts a span at a whole millisecond of the wall clock, and adds a precise duration to it.
const START_ERROR_US = 1_000;

interface Timed extends Omit<Slice, 'lane'> {
  /** Its place among the spans given. The SDK hands them out as they end. */
  readonly order: number;
}

/** What is drawn in one lane: the outermost spans of a thread, or a span that ran beside them; with all inside. */
interface Strand {
  readonly span: Timed | undefined;
  lane: number;
}

interface Placed {
  readonly original: Timed;
  /** Where it has been moved to. */
  readonly moved: Timed;
  readonly strand: Strand;
}

/**
 * Places spans on the rows of their threads, in the order in which they start. Trace viewers want the slices of a row
 * side by side or one inside the other. With starts rounded to milliseconds, short spans that ran one after the other
 * seem to overlap: they are moved, by less than that error, behind the one before and into the one around them. Those
 * that really ran at the same time, or went on after the one around them, get a lane of their own. An end may be told
 * too early, by as long as the thread stood still while the SDK read its two clocks; so whoever ended before the one
 * around it is drawn inside it, whatever the times say.
 */
export function placeOnRows(spans: readonly FinishedSpan[]): Slice[] {
  const places = new SpanPlaces();
  const timed = spans.map((span, order) => toTimed(span, places.of(span), order));
  const inside = byParent(timed);
  const threads = new Set(timed.map(({ thread }) => thread));
  const first: Strand = { span: undefined, lane: 0 };
  // Each slice before those inside it, and siblings in order: a stack, so the last one in is the next.
  const waiting = [...threads]
    .flatMap((thread) => sideBySide(inside.get(thread), { from: 0, to: Infinity, order: -1 }, first))
    .reverse();
  const placed: Placed[] = [];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    placed.push(next);
    const { original, moved, strand } = next;
    const around = { from: moved.ts, to: moved.ts + moved.dur, order: original.order };
    const inner = sideBySide(inside.get(original), around, strand);
    for (const each of inner.reverse()) waiting.push(each);
  }
  assignLanes(placed);
  const slices = placed.map(({ moved, strand }) => ({ ...moved, lane: strand.lane }));
  return slices.sort((one, other) => one.ts - other.ts);
}

/** The spans inside each span, and those that are outermost on each thread. */
function byParent(timed: readonly Timed[]): Map<Timed | SpanThread, Timed[]> {
  const byId = new Map(timed.map((each) => [each.span.spanContext().spanId, each]));
  const inside = new Map<Timed | SpanThread, Timed[]>();
  for (const each of timed) {
    const around = byId.get(each.span.parentSpanContext?.spanId ?? '');
    // On another thread the parent is on another row.
    const key = around && around.thread === each.thread ? around : each.thread;
    const siblings = inside.get(key);
    if (siblings) siblings.push(each);
    else inside.set(key, [each]);
  }
  return inside;
}

interface Around {
  readonly from: number;
  readonly to: number;
  readonly order: number;
}

function sideBySide(siblings: readonly Timed[] = [], around: Around, strand: Strand): Placed[] {
  const { to } = around;
  let free = around.from;
  // Where starts are the same, the order in which spans ended is the order in which they ran.
  return siblings.toSorted(byStart).map((original) => {
    const { ts, dur } = original;
    const ranBeside = free - ts >= START_ERROR_US;
    const endedFirst = original.order < around.order;
    const wentOn = !endedFirst && ts + dur - to >= 2 * START_ERROR_US; // its own error, and that of the one around
    if (ranBeside || wentOn) return { original, moved: original, strand: { span: original, lane: 0 } };
    const start = Math.max(free, Math.min(ts, to - dur));
    const moved = { ...original, ts: start, dur: Math.max(0, Math.min(dur, to - start)) };
    free = start + moved.dur;
    return { original, moved, strand };
  });
}

/** Gives each strand of its own the first lane of its thread that is free again. */
function assignLanes(placed: readonly Placed[]): void {
  const ends = new Map<SpanThread, number[]>();
  const strands = placed.filter(({ original, strand }) => strand.span === original);
  for (const { original, strand } of strands.toSorted((one, other) =>
    byStart(one.original, other.original),
  )) {
    const lanes = ends.get(original.thread) ?? [];
    ends.set(original.thread, lanes);
    const free = lanes.findIndex((end) => end <= original.ts);
    const lane = free === -1 ? lanes.length : free;
    lanes[lane] = original.ts + original.dur;
    strand.lane = lane + 1;
  }
}

function byStart(one: Timed, other: Timed): number {
  return one.ts - other.ts;
}

function toTimed(span: FinishedSpan, thread: SpanThread, order: number): Timed {
  return {
    span,
    thread,
    order,
    ts: Math.round(micros(span.startTime)),
    dur: Math.round(micros(span.duration)),
  };
}

function micros([seconds, nanos]: HrTime): number {
  return seconds * 1e6 + nanos / 1e3;
}
