import { diag } from '@opentelemetry/api';
import { flushWorkers } from '@threadspan/context/ports';
import type { ExtensionHost, WorkerSide } from '@threadspan/context/ports';
import type { ReadableSpan } from './sdk-types.js';
import { SpanJournal } from './span-journal.js';
import { decodeSpan, encodeSpan } from './span-line.js';
import { toSpanRecord } from './span-record.js';
import type { ThreadAttributes } from './span-record.js';
import { TraceMemory } from './trace-memory.js';
import type { Relay } from './worker-spans.js';

/** Keeps the spans that end in a worker until its next reply, and in shared memory too, for when the worker dies. */
export class SpanRelay implements Relay, WorkerSide {
  readonly #host: ExtensionHost;
  readonly #journal: SpanJournal;
  readonly #thread: ThreadAttributes;
  // Traces that began on this thread.
  readonly #begun = new TraceMemory<true>();
  #waiting: string[] = [];

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

  collect(): readonly string[] | undefined {
    this.#journal.clear();
    if (this.#waiting.length === 0) return undefined;
    const lines = this.#waiting;
    this.#waiting = [];
    return lines;
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
      this.#waiting.push(line);
      isSafe &&= this.#journal.append(line);
    }
    // No reply to wait for, or no room to keep them in.
    if (!isSafe) this.#host.send();
  }

  #withOrigin(line: string): string {
    const [beganInWorker, traceId, ...rest] = decodeSpan(line);
    return encodeSpan([beganInWorker || (this.#begun.get(traceId) ?? false), traceId, ...rest]);
  }
}
