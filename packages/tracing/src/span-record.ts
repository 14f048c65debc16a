import { createTraceState } from '@opentelemetry/api';
import type { Attributes, Link, SpanContext } from '@opentelemetry/api';
import type { ReadableSpan, Resource } from './sdk-types.js';

/**
 * A finished span of a worker as plain data, on its way to the main thread. A flat list: as an object of objects
 * it would take several times as long to write and to read.
 */
export type SpanRecord = readonly [
  /** With the thread it ran on. */
  attributes: Attributes,
  extras: Extras | null,
  /** No sampler of the main thread has seen its trace. */
  beganInWorker: boolean,
  ...own: ContextRecord,
  ...parent: ContextRecord | NoContext,
  name: string,
  kind: ReadableSpan['kind'],
  startTime: ReadableSpan['startTime'],
  endTime: ReadableSpan['endTime'],
  duration: ReadableSpan['duration'],
  status: ReadableSpan['status'],
  scope: ReadableSpan['instrumentationScope'],
];

type ContextRecord = readonly [
  traceId: string,
  spanId: string,
  traceFlags: number,
  isRemote: boolean | null,
  traceState: string | null,
];

type NoContext = readonly [null, null, null, null, null];

/** What most spans don't have. */
interface Extras extends Pick<
  ReadableSpan,
  'events' | 'droppedAttributesCount' | 'droppedEventsCount' | 'droppedLinksCount'
> {
  readonly links: readonly (Omit<Link, 'context'> & { readonly context: ContextRecord })[];
}

/** The thread a span ran on, as the attributes it gets. */
export interface ThreadAttributes extends Attributes {
  readonly 'thread.id': number;
  readonly 'thread.name': string;
}

export function toSpanRecord(
  span: ReadableSpan,
  thread: ThreadAttributes,
  beganInWorker: boolean,
): SpanRecord {
  const { name, version, schemaUrl } = span.instrumentationScope;
  return [
    { ...thread, ...span.attributes },
    extrasOf(span),
    beganInWorker,
    ...flat(span.spanContext()),
    ...(span.parentSpanContext ? flat(span.parentSpanContext) : NO_CONTEXT),
    span.name,
    span.kind,
    span.startTime,
    span.endTime,
    span.duration,
    span.status,
    { name, version, schemaUrl },
  ];
}

/** The span for this thread's processors, with the main thread's resource. */
export function toReadableSpan(record: SpanRecord, resource: Resource): ReadableSpan {
  const [
    attributes,
    extras,
    ,
    traceId,
    spanId,
    traceFlags,
    isRemote,
    traceState,
    parentTraceId,
    parentSpanId,
    parentTraceFlags,
    parentIsRemote,
    parentTraceState,
    name,
    kind,
    startTime,
    endTime,
    duration,
    status,
    instrumentationScope,
  ] = record;
  const spanContext = revived(traceId, spanId, traceFlags, isRemote, traceState);
  return {
    name,
    kind,
    spanContext: () => spanContext,
    parentSpanContext:
      parentTraceId === null
        ? undefined
        : revived(parentTraceId, parentSpanId, parentTraceFlags, parentIsRemote, parentTraceState),
    startTime,
    endTime,
    duration,
    status,
    attributes,
    links: extras ? extras.links.map((link) => ({ ...link, context: revived(...link.context) })) : [],
    events: extras ? extras.events : [],
    ended: true,
    resource,
    instrumentationScope,
    droppedAttributesCount: extras ? extras.droppedAttributesCount : 0,
    droppedEventsCount: extras ? extras.droppedEventsCount : 0,
    droppedLinksCount: extras ? extras.droppedLinksCount : 0,
  };
}

const NO_CONTEXT: NoContext = [null, null, null, null, null];

function flat({ traceId, spanId, traceFlags, isRemote, traceState }: SpanContext): ContextRecord {
  return [traceId, spanId, traceFlags, isRemote ?? null, traceState?.serialize() ?? null];
}

function extrasOf(span: ReadableSpan): Extras | null {
  const { events, links, droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span;
  const isPlain =
    events.length + links.length + droppedAttributesCount + droppedEventsCount + droppedLinksCount === 0;
  if (isPlain) return null;
  return {
    events,
    links: links.map((link) => ({ ...link, context: flat(link.context) })),
    droppedAttributesCount,
    droppedEventsCount,
    droppedLinksCount,
  };
}

function revived(...[traceId, spanId, traceFlags, isRemote, traceState]: ContextRecord): SpanContext {
  const context: SpanContext = { traceId, spanId, traceFlags };
  if (isRemote !== null) context.isRemote = isRemote;
  if (traceState !== null) context.traceState = createTraceState(traceState);
  return context;
}
