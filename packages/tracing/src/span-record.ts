import { createTraceState } from '@opentelemetry/api';
import type { Attributes, Link, SpanContext } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';

type SpanContextRecord = Omit<SpanContext, 'traceState'> & { readonly traceState?: string };

/** A finished span as plain data, on its way from a worker to the main thread. */
export interface SpanRecord extends Pick<
  ReadableSpan,
  | 'name'
  | 'kind'
  | 'startTime'
  | 'endTime'
  | 'duration'
  | 'status'
  | 'attributes'
  | 'events'
  | 'instrumentationScope'
  | 'droppedAttributesCount'
  | 'droppedEventsCount'
  | 'droppedLinksCount'
> {
  readonly spanContext: SpanContextRecord;
  readonly parentSpanContext?: SpanContextRecord;
  readonly links: readonly (Omit<Link, 'context'> & { readonly context: SpanContextRecord })[];
}

export function toSpanRecord(span: ReadableSpan): SpanRecord {
  const { name, version, schemaUrl } = span.instrumentationScope;
  return {
    name: span.name,
    kind: span.kind,
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    status: span.status,
    attributes: span.attributes,
    events: span.events,
    instrumentationScope: {
      name,
      ...(version === undefined ? {} : { version }),
      ...(schemaUrl === undefined ? {} : { schemaUrl }),
    },
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
    spanContext: flat(span.spanContext()),
    ...(span.parentSpanContext ? { parentSpanContext: flat(span.parentSpanContext) } : {}),
    links: span.links.map((link) => ({ ...link, context: flat(link.context) })),
  };
}

/** The span for this thread's processors, with the main thread's resource and the worker's own attributes. */
export function toReadableSpan(
  record: SpanRecord,
  resource: ReadableSpan['resource'],
  attributes: Attributes,
): ReadableSpan {
  const spanContext = revived(record.spanContext);
  return {
    ...record,
    attributes: { ...attributes, ...record.attributes },
    links: record.links.map((link) => ({ ...link, context: revived(link.context) })),
    ...(record.parentSpanContext ? { parentSpanContext: revived(record.parentSpanContext) } : {}),
    spanContext: () => spanContext,
    ended: true,
    resource,
  } as ReadableSpan;
}

function flat({ traceId, spanId, traceFlags, isRemote, traceState }: SpanContext): SpanContextRecord {
  return {
    traceId,
    spanId,
    traceFlags,
    ...(isRemote === undefined ? {} : { isRemote }),
    ...(traceState === undefined ? {} : { traceState: traceState.serialize() }),
  };
}

function revived({ traceState, ...context }: SpanContextRecord): SpanContext {
  return traceState === undefined ? context : { ...context, traceState: createTraceState(traceState) };
}
