import type { ReadableSpan } from './sdk-types.js';

/** The part of a finished span that summaries and trace files need. */
export type FinishedSpan = Pick<
  ReadableSpan,
  'name' | 'startTime' | 'duration' | 'attributes' | 'status' | 'spanContext' | 'parentSpanContext'
>;

/** Looks up the children of each span; `undefined` gives the spans whose parent is not among them. */
export function childrenOf(
  spans: readonly FinishedSpan[],
): (parent: FinishedSpan | undefined) => readonly FinishedSpan[] {
  const known = new Set(spans.map((span) => span.spanContext().spanId));
  const children = new Map<string | undefined, FinishedSpan[]>();
  for (const span of spans) {
    const parentId = span.parentSpanContext?.spanId;
    const key = parentId !== undefined && known.has(parentId) ? parentId : undefined;
    const siblings = children.get(key);
    if (siblings) siblings.push(span);
    else children.set(key, [span]);
  }
  return (parent) => children.get(parent?.spanContext().spanId) ?? [];
}
