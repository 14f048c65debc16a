import { formatSpanTree } from './format-span-tree.js';
import type { ReadableSpan, SpanProcessor } from './sdk-types.js';

/** A span processor that keeps the spans that have ended, those of worker threads too, in the order they came. */
export interface InMemoryTrace extends SpanProcessor {
  readonly spans: readonly ReadableSpan[];
  /** Forgets the spans, say between two tests. What `spans` gave before stays as it is. */
  clear(): void;
  /** The tree of the spans as text, see {@link formatSpanTree}. */
  toString(): string;
}

/**
 * Creates a trace in memory, to be handed to `initTracing` as one of its span processors, or, inside of
 * `withWorkerSpans`, to an SDK of your own. The spans of a worker are there when its call has resolved or rejected; for
 * those that end later, wait for `forceFlush()` of the tracing.
 */
export function inMemoryTrace(): InMemoryTrace {
  let spans: ReadableSpan[] = [];
  return {
    get spans() {
      return spans;
    },
    clear() {
      spans = [];
    },
    toString: () => formatSpanTree(spans),
    onStart() {},
    onEnd(span) {
      spans.push(span);
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}
