import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import { invalidArgument } from './errors.js';
import type { ReadableSpan } from './sdk-types.js';

/** The part of a finished span that is looked at. */
export type FinishedSpan = Pick<
  ReadableSpan,
  | 'name'
  | 'kind'
  | 'spanContext'
  | 'parentSpanContext'
  | 'startTime'
  | 'status'
  | 'attributes'
  | 'links'
  | 'events'
>;

/** Finished spans, or something that holds them, such as an `inMemoryTrace()`. */
export type SpanSource = readonly FinishedSpan[] | { readonly spans: readonly FinishedSpan[] };

/** A span as plain data, without ids and times, with the spans below it. */
export interface SpanNode {
  readonly name: string;
  readonly kind: keyof typeof SpanKind;
  readonly status: { readonly code: keyof typeof SpanStatusCode; readonly message?: string };
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
  readonly links: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly attributes: Attributes;
  }[];
  /** In the order in which they started. */
  readonly children: readonly SpanNode[];
}

/**
 * The trees that finished spans make, as plain data: roots first, those of workers and of this thread alike. A span
 * whose parent is not among them is a root. Roots and children are in the order in which they started. Spans that are
 * below each other in a circle make no tree, and are refused.
 *
 * @throws TestingError `INVALID_ARGUMENT`
 */
export function spanTree(source: SpanSource): SpanNode[] {
  const spans = finishedSpans(source).toSorted(byStartTime);
  const nodes = spans.map(toNode);
  const siblings = new Map<string, SpanNode[]>();
  spans.forEach((span, index) => {
    const id = idOf(span.spanContext());
    if (!siblings.has(id)) siblings.set(id, nodes[index]!.children);
  });
  const roots: SpanNode[] = [];
  spans.forEach(({ parentSpanContext }, index) => {
    const parent = parentSpanContext && siblings.get(idOf(parentSpanContext));
    (parent ?? roots).push(nodes[index]!);
  });
  requireTrees(roots, nodes);
  return roots;
}

// Nobody would see them: whatever is looked for begins at a root.
function requireTrees(roots: readonly SpanNode[], nodes: readonly SpanNode[]): void {
  const reached = new Set(roots);
  for (const { children } of reached) for (const child of children) reached.add(child);
  const lost = nodes.filter((node) => !reached.has(node)).map(({ name }) => name);
  if (lost.length === 0) return;
  throw invalidArgument('the spans', 'trees, with a root above each', [...new Set(lost)]);
}

/** The spans whose parent is not among them, though they have one. */
export function orphansOf(spans: readonly FinishedSpan[]): FinishedSpan[] {
  const known = new Set(spans.map((span) => idOf(span.spanContext())));
  return spans.filter(({ parentSpanContext }) => parentSpanContext && !known.has(idOf(parentSpanContext)));
}

export function finishedSpans(source: SpanSource): readonly FinishedSpan[] {
  const spans = 'spans' in Object(source) ? (source as { readonly spans: unknown }).spans : source;
  if (!Array.isArray(spans))
    throw invalidArgument('the spans', 'an array of finished spans, or an inMemoryTrace()', source);
  // Not `every`: that leaves out the holes.
  for (const span of spans)
    if (!isFinishedSpan(span)) throw invalidArgument('each span', 'a finished span', span);
  return spans as FinishedSpan[];
}

function isFinishedSpan(value: unknown): boolean {
  const { spanContext, startTime, status, links, events } = Object(value) as Partial<FinishedSpan>;
  return (
    typeof spanContext === 'function' &&
    typeof status?.code === 'number' &&
    [startTime, links, events].every(Array.isArray)
  );
}

type Growing<T> = T & { readonly children: SpanNode[] };

function toNode({ name, kind, status, attributes, events, links }: FinishedSpan): Growing<SpanNode> {
  const { code, message } = status;
  return {
    name,
    kind: SpanKind[kind] as keyof typeof SpanKind,
    status: {
      code: SpanStatusCode[code] as keyof typeof SpanStatusCode,
      ...(message === undefined ? {} : { message }),
    },
    attributes: { ...attributes },
    events: events.map((event) => ({ name: event.name, attributes: { ...event.attributes } })),
    links: links.map(({ context: { traceId, spanId }, attributes: ofLink }) => {
      return { traceId, spanId, attributes: { ...ofLink } };
    }),
    children: [],
  };
}

function idOf({ traceId, spanId }: { readonly traceId: string; readonly spanId: string }): string {
  return `${traceId}:${spanId}`;
}

function byStartTime({ startTime: [seconds, nanos] }: FinishedSpan, { startTime: other }: FinishedSpan) {
  return seconds - other[0] || nanos - other[1];
}
