import { flushWorkers } from '@threadspan/context/ports';
import type { ExtensionHost, WorkerSide } from '@threadspan/context/ports';
import type { ReadableSpan } from './sdk-types.js';
import { SpanJournal } from './span-journal.js';
import { decodeSpan, encodeSpan, toSpanRecord } from './span-record.js';
import type { ThreadAttributes } from './span-record.js';
import type { Relay } from './worker-spans.js';

/**
 * Keeps the spans that end in a worker until its next reply, and in shared memory too: when the worker dies, those
 * of the item it was on can be read there.
 */
export class SpanRelay implements Relay, WorkerSide {
  readonly #host: ExtensionHost;
  readonly #journal: SpanJournal;
  readonly #thread: ThreadAttributes;
  // Traces that began on this thread and whose outermost span has not ended.
  readonly #begun = new Set<string>();
  #waiting: string[] = [];

  constructor(journal: SharedArrayBuffer, host: ExtensionHost) {
    this.#host = host;
    this.#journal = new SpanJournal(journal);
    this.#thread = { 'thread.id': host.threadId, 'thread.name': `worker ${host.index}` };
  }

  onStart(span: ReadableSpan): void {
    if (span.parentSpanContext === undefined) this.#begun.add(span.spanContext().traceId);
  }

  onEnd(span: ReadableSpan): void {
    const { traceId } = span.spanContext();
    const beganInWorker = this.#begun.has(traceId);
    if (span.parentSpanContext === undefined) this.#begun.delete(traceId);
    this.#keep([encodeSpan({ span: toSpanRecord(span), thread: this.#thread, beganInWorker })]);
  }

  passOn(lines: readonly string[]): void {
    this.#keep(this.#begun.size === 0 ? lines : lines.map((line) => this.#withOrigin(line)));
  }

  collect(): readonly string[] | undefined {
    this.#journal.clear();
    if (this.#waiting.length === 0) return undefined;
    const lines = this.#waiting;
    this.#waiting = [];
    return lines;
  }

  // They go home with the item's result. If that never arrives, the item runs again and leaves them once more.
  itemEnded(): void {
    this.#journal.clear();
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
    const relayed = decodeSpan(line);
    const beganInWorker = relayed.beganInWorker || this.#begun.has(relayed.span.spanContext.traceId);
    return encodeSpan({ ...relayed, beganInWorker });
  }
}
