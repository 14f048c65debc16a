import { TraceFlags } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';
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
}

/** A finished span and the attributes that say on which thread it ran. */
export interface RelayedSpan {
  readonly span: SpanRecord;
  readonly thread: { readonly 'thread.id': number; readonly 'thread.name': string };
}

class RelayProcessor implements SpanProcessor {
  readonly #thread: RelayedSpan['thread'];
  #finished: RelayedSpan[] = [];

  constructor({ index, threadId }: ExtensionPeer) {
    this.#thread = { 'thread.id': threadId, 'thread.name': `worker ${index}` };
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (span.spanContext().traceFlags & TraceFlags.SAMPLED) {
      this.#finished.push({ span: toSpanRecord(span), thread: this.#thread });
    }
  }

  /** Spans of a worker's own workers, passed on as they are. */
  add(spans: readonly RelayedSpan[]): void {
    for (const span of spans) this.#finished.push(span);
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
  // The default sampler obeys the parent, so what the main thread decided holds here too.
  new NodeTracerProvider({ spanProcessors: [new HierarchyProcessor(), relay] }).register();
  registerWorkerExtension({
    name: RELAY_NAME,
    module: __filename,
    config: () => config,
    receive: (payload) => relay.add(payload as RelayedSpan[]),
  });
  return { collect: () => relay.take() };
}
