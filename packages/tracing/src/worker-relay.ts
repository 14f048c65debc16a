import { AlwaysOnSampler, NodeTracerProvider, ParentBasedSampler } from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { SpanLevel } from '@threadspan/context';
import { registerWorkerExtension, setRecordLevel } from '@threadspan/context/ports';
import type { ExtensionPeer, WorkerSide } from '@threadspan/context/ports';
import { HierarchyProcessor } from './hierarchy-processor.js';
import { toSpanRecord } from './span-record.js';
import type { SpanRecord } from './span-record.js';

// The module that runs in each worker: it records spans there and hands them over with the worker's replies.

export const RELAY_NAME = '@threadspan/tracing';

export interface RelayConfig {
  readonly level: SpanLevel;
  /** Whether the main thread has a sampler of its own. It stays there and judges traces that begin in a worker. */
  readonly hasSampler: boolean;
}

/** A finished span and the attributes that say on which thread it ran. */
export interface RelayedSpan {
  readonly span: SpanRecord;
  /** Its trace began in a worker: no sampler of the main thread has seen it. */
  readonly beganInWorker: boolean;
  readonly thread: { readonly 'thread.id': number; readonly 'thread.name': string };
}

class RelayProcessor implements SpanProcessor {
  readonly #thread: RelayedSpan['thread'];
  // Traces that began on this thread and whose outermost span has not ended.
  readonly #begun = new Set<string>();
  #finished: RelayedSpan[] = [];

  constructor({ index, threadId }: ExtensionPeer) {
    this.#thread = { 'thread.id': threadId, 'thread.name': `worker ${index}` };
  }

  onStart(span: Span): void {
    if (span.parentSpanContext === undefined) this.#begun.add(span.spanContext().traceId);
  }

  onEnd(span: ReadableSpan): void {
    const { traceId } = span.spanContext();
    const beganInWorker = this.#begun.has(traceId);
    if (span.parentSpanContext === undefined) this.#begun.delete(traceId);
    this.#finished.push({ span: toSpanRecord(span), beganInWorker, thread: this.#thread });
  }

  /** Spans of a worker's own workers, passed on. */
  add(spans: readonly RelayedSpan[]): void {
    for (const relayed of spans) {
      const beganInWorker = relayed.beganInWorker || this.#begun.has(relayed.span.spanContext.traceId);
      this.#finished.push({ ...relayed, beganInWorker });
    }
  }

  take(): RelayedSpan[] | undefined {
    if (this.#finished.length === 0) return undefined;
    const taken = this.#finished;
    this.#finished = [];
    return taken;
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

export function activate(config: RelayConfig, peer: ExtensionPeer): WorkerSide {
  const relay = new RelayProcessor(peer);
  setRecordLevel(config.level);
  // What the main thread has decided for a parent holds here too. Without a sampler of its own it follows the
  // environment, as this thread then does.
  const sampler = config.hasSampler ? new ParentBasedSampler({ root: new AlwaysOnSampler() }) : undefined;
  new NodeTracerProvider({
    ...(sampler ? { sampler } : {}),
    spanProcessors: [new HierarchyProcessor(), relay],
  }).register();
  registerWorkerExtension({
    name: RELAY_NAME,
    module: __filename,
    config: () => config,
    receive: (payload) => relay.add(payload as RelayedSpan[]),
  });
  return { collect: () => relay.take() };
}
