import { diag } from '@opentelemetry/api';
import { flushWorkers } from '@threadspan/context/ports';
import type { ExtensionHost, WorkerSide } from '@threadspan/context/ports';
import type { ReadableSpan } from './sdk-types.js';
import { SpanJournal, toBytes } from './span-journal.js';
import { decodeSpan, encodeSpan } from './span-line.js';
import { toSpanRecord } from './span-record.js';
import type { ThreadAttributes } from './span-record.js';
import { TraceMemory } from './trace-memory.js';
import type { Relay } from './worker-spans.js';

/** Keeps the spans that end in a worker until its next reply, in shared memory, for when the worker dies. */
export class SpanRelay implements Relay, WorkerSide {
  readonly #host: ExtensionHost;
  readonly #journal: SpanJournal;
  readonly #thread: ThreadAttributes;
  // Traces that began on this thread.
  readonly #begun = new TraceMemory<true>();
  #unkept: Uint8Array[] = [];

  constructor(journal: SharedArrayBuffer, host: ExtensionHost) {
    this.#host = host;
    this.#journal = new SpanJournal(journal);
    this.#thread = { 'thread.id': host.threadId, 'thread.name': `worker ${host.index}` };
  }

  onStart(span: ReadableSpan): void {
    if (span.parentSpanContext === undefined) this.#begun.set(span.spanContext().traceId, true);
  }

  onEnd(span: ReadableSpan): void {
    const beganInWorker = this.#begun.get(span.spanContext().traceId) ?? false;
    try {
      this.#keep([encodeSpan(toSpanRecord(span, this.#thread, beganInWorker))]);
    } catch (error) {
      diag.error('threadspan: a span of a worker could not be sent', error);
    }
  }

  passOn(lines: readonly string[]): void {
    this.#keep(this.#begun.isEmpty ? lines : lines.map((line) => this.#withOrigin(line)));
  }

  collect(): readonly Uint8Array[] | undefined {
    const parts = [this.#journal.take(), ...this.#unkept].filter(({ length }) => length > 0);
    this.#unkept = [];
    return parts.length === 0 ? undefined : parts;
  }

  // Its spans go home with its result. If that is lost, the item may run again, and leave them once more.
  itemEnded(): void {
    this.#journal.endItem();
  }

  flush(timeout: number): Promise<void> {
    return flushWorkers(timeout);
  }

  #keep(lines: readonly string[]): void {
    let isSafe = this.#host.isInItem();
    for (const line of lines) {
      if (this.#journal.append(line)) continue;
      this.#unkept.push(toBytes(line));
      isSafe = false;
    }
    // No reply to wait for, or no room to keep them in.
    if (!isSafe) this.#host.send();
  }

  #withOrigin(line: string): string {
    const [attributes, extras, beganInWorker, traceId, ...rest] = decodeSpan(line);
    const began = beganInWorker || (this.#begun.get(traceId) ?? false);
    return encodeSpan([attributes, extras, began, traceId, ...rest]);
  }
}
