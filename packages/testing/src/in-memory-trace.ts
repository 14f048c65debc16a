import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';

/** A span processor that keeps the spans that have ended, those of worker threads too, in the order they came. */
export interface InMemoryTrace extends SpanProcessor {
  readonly spans: readonly ReadableSpan[];
  /** Forgets the spans, say between two tests. */
  clear(): void;
}

/** Creates a trace in memory, to be handed to `initTracing` or to an SDK of your own as one of its span processors. */
export function inMemoryTrace(): InMemoryTrace {
  let spans: ReadableSpan[] = [];
  return {
    get spans() {
      return spans;
    },
    clear() {
      spans = [];
    },
    onStart() {},
    onEnd(span) {
      spans.push(span);
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}
