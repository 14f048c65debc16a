import { deserialize, serialize } from 'node:v8';
import { createTraceState } from '@opentelemetry/api';
import type { Attributes, Link, SpanContext } from '@opentelemetry/api';
import type { ReadableSpan, Resource } from './sdk-types.js';

type SpanContextRecord = Omit<SpanContext, 'traceState'> & { readonly traceState?: string };

/** A finished span as plain data, on its way from a worker to the main thread. */
export interface SpanRecord extends Omit<
  ReadableSpan,
  'spanContext' | 'parentSpanContext' | 'links' | 'resource' | 'ended'
> {
  readonly spanContext: SpanContextRecord;
  readonly parentSpanContext?: SpanContextRecord;
  readonly links: readonly (Omit<Link, 'context'> & { readonly context: SpanContextRecord })[];
}

/** The thread a span ran on, as the attributes it gets. */
export interface ThreadAttributes extends Attributes {
  readonly 'thread.id': number;
  readonly 'thread.name': string;
}

/** A finished span of a worker, and what the main thread has to know about it. */
export interface RelayedSpan {
  readonly span: SpanRecord;
  readonly thread: ThreadAttributes;
  /** Its trace began in a worker: no sampler of the main thread has seen it. */
  readonly beganInWorker: boolean;
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
export function toReadableSpan({ span, thread }: RelayedSpan, resource: Resource): ReadableSpan {
  const spanContext = revived(span.spanContext);
  const { parentSpanContext, ...rest } = span;
  return {
    ...rest,
    attributes: { ...thread, ...span.attributes },
    links: span.links.map((link) => ({ ...link, context: revived(link.context) })),
    ...(parentSpanContext ? { parentSpanContext: revived(parentSpanContext) } : {}),
    spanContext: () => spanContext,
    ended: true,
    resource,
  };
}

const BINARY = '!';

/** One line of text: half the price of a structured clone, and it can be written to shared memory. */
export function encodeSpan(relayed: RelayedSpan): string {
  const { attributes, events, links } = relayed.span;
  const isJson = isJsonSafe(attributes) && [...events, ...links].every((each) => isJsonSafe(each.attributes));
  return isJson ? JSON.stringify(relayed) : BINARY + serialize(relayed).toString('base64');
}

/** Reads what {@link encodeSpan} made. */
export function decodeSpan(text: string): RelayedSpan {
  const isBinary = text.startsWith(BINARY);
  const value: unknown = isBinary ? deserialize(Buffer.from(text.slice(1), 'base64')) : JSON.parse(text);
  return value as RelayedSpan;
}

// JSON would change what is none of its own: NaN, -0, undefined in a list, and whatever a later SDK lets in.
function isJsonSafe(attributes: Attributes | undefined): boolean {
  for (const key in attributes) {
    const value: unknown = attributes[key];
    if (Array.isArray(value) ? !value.every(isJsonValue) : !isJsonValue(value)) return false;
  }
  return true;
}

function isJsonValue(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  return typeof value === 'string' || typeof value === 'boolean' || value === null;
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
