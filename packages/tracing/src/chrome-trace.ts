import { SpanStatusCode } from '@opentelemetry/api';
import { MAIN_THREAD } from './span-place.js';
import type { SpanProcess, SpanThread } from './span-place.js';
import type { FinishedSpan } from './span-tree.js';
import { placeOnRows } from './thread-rows.js';
import type { Slice } from './thread-rows.js';

/** A trace that Perfetto and chrome://tracing open. Times are in µs. */
export interface ChromeTrace {
  readonly displayTimeUnit: 'ms';
  readonly traceEvents: readonly ChromeTraceEvent[];
}

/**
 * One event of the Trace Event Format
 * (https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU): a complete event (`X`) for each
 * span, two metadata events (`M`) for the name and the place of each row, and of each process where there are several.
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
 * Finished spans as a Chrome trace, with a row per thread, and more where a thread did several things at once. Spans of
 * other processes, which have `host.name` and `process.pid` among their attributes, stand on rows of those. `args` of a
 * span hold `traceId`, `spanId`, `parentSpanId`, its attributes, and `error` where it failed. Starts are accurate
 * to 1 ms, as the SDK has them.
 */
export function toChromeTrace(spans: readonly FinishedSpan[]): ChromeTrace {
  const slices = placeOnRows(spans);
  const sorted = slices.toSorted(byRow);
  const pids = pidsOf(sorted);
  const rows = rowsOf(sorted);
  const events = slices.map((slice): ChromeTraceEvent => {
    const { span, thread, lane, ts, dur } = slice;
    const { traceId, spanId } = span.spanContext();
    const parentSpanId = span.parentSpanContext?.spanId;
    return {
      name: span.name,
      cat: 'span',
      ph: 'X',
      ts,
      dur,
      pid: pids.get(thread.process) ?? thread.process.pid,
      tid: rows.get(thread)?.[lane]?.tid ?? thread.id,
      args: {
        ...span.attributes,
        ...(span.status.code === SpanStatusCode.ERROR ? { error: span.status.message ?? true } : {}),
        traceId,
        spanId,
        ...(parentSpanId === undefined ? {} : { parentSpanId }),
      },
    };
  });
  return { displayTimeUnit: 'ms', traceEvents: [...processNames(pids), ...rowNames(rows, pids), ...events] };
}

interface Row {
  readonly tid: number;
  readonly name: string;
}

type Pids = ReadonlyMap<SpanProcess, number>;
type Rows = ReadonlyMap<SpanThread, readonly Row[]>;

/** The order in which rows are shown: this process first, others by host and id; their threads by id. */
function byRow(one: Slice, other: Slice): number {
  const [process, otherProcess] = [one.thread.process, other.thread.process];
  return (
    Number(otherProcess.isOwn) - Number(process.isOwn) ||
    compareText(process.host, otherProcess.host) ||
    process.pid - otherProcess.pid ||
    one.thread.id - other.thread.id ||
    one.lane - other.lane
  );
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** The id of each process in the trace: its own, unless that is one of another host's, too. */
function pidsOf(sorted: readonly Slice[]): Pids {
  const processes = new Set(sorted.map(({ thread }) => thread.process));
  let lastPid = Math.max(...[...processes].map(({ pid }) => pid));
  const taken = new Set<number>();
  const pids = new Map<SpanProcess, number>();
  for (const each of processes) {
    const pid = taken.has(each.pid) ? (lastPid += 1) : each.pid;
    taken.add(pid);
    pids.set(each, pid);
  }
  return pids;
}

/** The rows of each thread, by lane. The first has the thread's id; the others get ids beyond all of that process. */
function rowsOf(sorted: readonly Slice[]): Rows {
  const lastTids = new Map(sorted.map(({ thread }) => [thread.process, thread.id]));
  const rows = new Map<SpanThread, Row[]>();
  for (const slice of sorted) {
    const { thread, lane } = slice;
    const ofThread = rows.get(thread) ?? [];
    rows.set(thread, ofThread);
    if (ofThread[lane]) continue;
    const beyond = (lastTids.get(thread.process) ?? MAIN_THREAD) + 1;
    if (lane > 0) lastTids.set(thread.process, beyond);
    ofThread[lane] =
      lane === 0
        ? { tid: thread.id, name: threadName(slice) }
        : { tid: beyond, name: `${threadName(slice)} (${lane + 1})` };
  }
  return rows;
}

function threadName({ span, thread }: Slice): string {
  const { 'thread.name': name } = span.attributes;
  return thread.id !== MAIN_THREAD && typeof name === 'string' ? name : 'main';
}

/** Where there is only this process, nothing has to be told apart. */
function processNames(pids: Pids): ChromeTraceEvent[] {
  if ([...pids.keys()].every(({ isOwn }) => isOwn)) return [];
  return [...pids].flatMap(([{ isOwn, host, pid }, shown], position) => [
    metadata('process_name', shown, MAIN_THREAD, { name: isOwn ? 'program' : `${host} ${pid}` }),
    metadata('process_sort_index', shown, MAIN_THREAD, { sort_index: position }),
  ]);
}

function rowNames(rows: Rows, pids: Pids): ChromeTraceEvent[] {
  return [...rows]
    .flatMap(([{ process }, ofThread]) =>
      ofThread.map((row) => ({ ...row, pid: pids.get(process) ?? process.pid })),
    )
    .flatMap(({ pid, tid, name }, position) => [
      metadata('thread_name', pid, tid, { name }),
      metadata('thread_sort_index', pid, tid, { sort_index: position }),
    ]);
}

function metadata(name: string, pid: number, tid: number, args: Record<string, unknown>): ChromeTraceEvent {
  return { name, ph: 'M', pid, tid, args };
}
