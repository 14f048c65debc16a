import { join } from 'node:path';
import type { SpanLevel } from '@threadspan/context';
import {
  countWorkersWithout,
  globalState,
  registerWorkerExtension,
  setRecordLevel,
} from '@threadspan/context/ports';
import type { WorkerExtension } from '@threadspan/context/ports';
import { hasTracerProvider } from './installed-api.js';
import type { ReadableSpan } from './sdk-types.js';
import { SpanJournal, linesOf } from './span-journal.js';
import { decodeSpan } from './span-line.js';
import type { SpanRecord } from './span-record.js';

/** What a worker's side is started with. */
export interface RelayConfig {
  readonly level: SpanLevel;
  readonly journal: SharedArrayBuffer;
}

/** Takes the spans that workers have finished. */
export interface WorkerSpanSink {
  receive(record: SpanRecord): void;
}

/** In a worker: takes all spans of this thread, to send them to the thread that started it. */
export interface Relay {
  onStart(span: ReadableSpan): void;
  onEnd(span: ReadableSpan): void;
  /** Spans of a worker's own workers, as they came. */
  passOn(lines: readonly string[]): void;
}

/** The name of the extension: what workers, and other processes, send home is for it. */
export const TRACING = '@threadspan/tracing';

interface State {
  readonly sinks: Set<WorkerSpanSink>;
  level: SpanLevel;
  relay: Relay | undefined;
  relaying: WorkerSpanSink | undefined;
  unregister: (() => void) | undefined;
}

const state = globalState<State>('worker-spans', () => ({
  sinks: new Set(),
  level: 'debug',
  relay: undefined,
  relaying: undefined,
  unregister: undefined,
}));

/** Set in a worker whose spans go to the thread that started it. */
export function activeRelay(): Relay | undefined {
  return state.relay;
}

/** From now on all spans of this thread go to `relay`. */
export function setRelay(relay: Relay, level: SpanLevel): void {
  state.relay = relay;
  setLevel(level);
}

/** Whether this thread has an SDK whose processor has been wrapped. */
export function hasSinks(): boolean {
  return state.sinks.size > 0;
}

/** Whether `sink` gets the spans of workers. */
export function isSink(sink: WorkerSpanSink): boolean {
  return state.sinks.has(sink);
}

/** Whether `sink` is the one that relays: the first that hears of a span. They must not be relayed once for each. */
export function isRelaying(sink: WorkerSpanSink): boolean {
  return (state.relaying ??= sink) === sink;
}

/** Brings the spans of all workers that start from now on to `sink`, until the returned function is called. */
export function addSink(sink: WorkerSpanSink, level: SpanLevel): () => void {
  if (state.sinks.size === 0) {
    state.unregister = registerWorkerExtension(extension);
    warnIfLate();
  }
  state.sinks.add(sink);
  if (state.relay === undefined) setLevel(level);
  return () => {
    if (state.relaying === sink) state.relaying = undefined;
    if (!state.sinks.delete(sink) || state.sinks.size > 0) return;
    state.unregister?.();
    setLevel('debug');
  };
}

function setLevel(level: SpanLevel): void {
  state.level = level;
  setRecordLevel(level);
}

function warnIfLate(): void {
  if (countWorkersWithout(extension.name) === 0) return;
  process.emitWarning(
    'threadspan: workers had been started before tracing was set up: what they do is not traced, only what later ones ' +
      "do; call initTracing(), or withWorkerSpans(), before the executor's first task",
  );
}

const extension: WorkerExtension = {
  name: TRACING,
  module: join(__dirname, 'worker-relay.js'),
  config: (): RelayConfig => ({ level: state.level, journal: new SpanJournal().buffer }),
  receive: (payload) => (payload as readonly Uint8Array[]).forEach(take),
  // Items that run again leave their spans once more.
  lost(config, _worker, runsAgain) {
    const journal = new SpanJournal((config as RelayConfig).journal);
    take(journal.read(runsAgain ? 'present item' : 'all'));
  },
};

function take(bytes: Uint8Array): void {
  if (state.relay) return state.relay.passOn(linesOf(bytes));
  // Without a provider the program's SDK is switched off (OTEL_SDK_DISABLED), whatever its processors are wrapped in.
  if (state.sinks.size === 0 || !hasTracerProvider()) return;
  for (const line of linesOf(bytes)) {
    const record = decodeSpan(line);
    for (const sink of state.sinks) sink.receive(record);
  }
}
