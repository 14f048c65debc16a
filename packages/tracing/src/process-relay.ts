import { hostname } from 'node:os';
import { diag } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import type { ProcessSide } from '@threadspan/context/ports';
import type { ReadableSpan } from './sdk-types.js';
import { toBytes } from './span-journal.js';
import { decodeSpan, encodeSpan } from './span-line.js';
import { toSpanRecord } from './span-record.js';
import { TraceMemory } from './trace-memory.js';
import type { Relay } from './worker-spans.js';

// Of programs that never ask for theirs.
const MAX_TRACES = 10_000;
const MAX_SPANS = 200_000;

const MAIN_THREAD = { 'thread.id': 0, 'thread.name': 'main' } as const;

/** Keeps the spans of this process and of its workers, by trace, until the program asks for them whose traces they are. */
export class ProcessRelay implements Relay, ProcessSide {
  readonly #place: Attributes = { 'host.name': hostname(), 'process.pid': process.pid };
  // Traces that began on this thread.
  readonly #begun = new TraceMemory<true>();
  readonly #traces = new Map<string, string[]>();
  #count = 0;

  onStart(span: ReadableSpan): void {
    if (span.parentSpanContext === undefined) this.#begun.set(span.spanContext().traceId, true);
  }

  onEnd(span: ReadableSpan): void {
    const { traceId } = span.spanContext();
    try {
      const began = this.#begun.get(traceId) ?? false;
      this.#keep(traceId, encodeSpan(toSpanRecord(span, { ...MAIN_THREAD, ...this.#place }, began)));
    } catch (error) {
      diag.error('threadspan: a span could not be sent', error);
    }
  }

  passOn(lines: readonly string[]): void {
    for (const line of lines) {
      const [attributes, extras, beganInWorker, traceId, ...rest] = decodeSpan(line);
      const began = beganInWorker || (this.#begun.get(traceId) ?? false);
      this.#keep(traceId, encodeSpan([{ ...this.#place, ...attributes }, extras, began, traceId, ...rest]));
    }
  }

  collect(belongs: (traceId: string) => boolean): readonly Uint8Array[] | undefined {
    const collected: Uint8Array[] = [];
    for (const [traceId, lines] of this.#traces) {
      if (!belongs(traceId)) continue;
      this.#traces.delete(traceId);
      this.#count -= lines.length;
      for (const line of lines) collected.push(toBytes(line));
    }
    return collected.length === 0 ? undefined : collected;
  }

  #keep(traceId: string, line: string): void {
    const lines = this.#traces.get(traceId);
    if (lines) lines.push(line);
    else this.#traces.set(traceId, [line]);
    this.#count += 1;
    if (this.#count > MAX_SPANS || this.#traces.size > MAX_TRACES) this.#dropOldest();
  }

  #dropOldest(): void {
    const [oldest] = this.#traces;
    if (oldest === undefined) return;
    const [traceId, lines] = oldest;
    this.#traces.delete(traceId);
    this.#count -= lines.length;
    diag.warn(`threadspan: ${lines.length} spans of a trace were dropped that no program has asked for`);
  }
}
