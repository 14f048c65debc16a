import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'protobufjs';

// The part of OTLP that carries spans: https://opentelemetry.io/docs/specs/otlp/
const { root } = parse(`
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { Scope scope = 1; repeated Span spans = 2; string schema_url = 3; }
  message Scope { string name = 1; string version = 2; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4;
    string name = 5; int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9; repeated Event events = 11; repeated Link links = 13; Status status = 15;
  }
  message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
  message Link { bytes trace_id = 1; bytes span_id = 2; repeated KeyValue attributes = 4; }
  message Status { string message = 2; int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue {
    oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
      ArrayValue array_value = 5; }
  }
  message ArrayValue { repeated AnyValue values = 1; }
`);
const Request = root.lookupType('Request');

export interface OtlpSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly kind: number;
  /** ns since the epoch */
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: Record<string, unknown>;
  readonly events: { name: string; timeUnixNano: string; attributes: Record<string, unknown> }[];
  readonly links: { traceId: string; spanId: string; attributes: Record<string, unknown> }[];
  readonly status: { message: string; code: number };
  readonly scope: { name: string; version: string };
  readonly schemaUrl: string;
  readonly resource: Record<string, unknown>;
}

export interface Collector extends AsyncDisposable {
  readonly url: string;
  readonly spans: OtlpSpan[];
  readonly contentTypes: (string | undefined)[];
}

/** A receiver for OTLP over HTTP on a free port. */
export async function startCollector(): Promise<Collector> {
  const spans: OtlpSpan[] = [];
  const contentTypes: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      contentTypes.push(request.headers['content-type']);
      spans.push(...decode(Buffer.concat(parts)));
      response.setHeader('content-type', 'application/x-protobuf').end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    contentTypes,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Id {
  readonly traceId: number[];
  readonly spanId: number[];
}

interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values: AnyValue[] };
}

type Decoded<T> = Omit<T, 'attributes'> & { readonly attributes: KeyValue[] };

type DecodedSpan = Omit<Decoded<OtlpSpan>, 'events' | 'links' | 'parentSpanId' | keyof Id> &
  Id & {
    readonly parentSpanId: number[];
    readonly events: Decoded<OtlpSpan['events'][number]>[];
    readonly links: (Id & { readonly attributes: KeyValue[] })[];
  };

interface DecodedRequest {
  readonly resourceSpans: {
    readonly resource: { readonly attributes: KeyValue[] };
    readonly scopeSpans: {
      readonly scope: OtlpSpan['scope'];
      readonly schemaUrl: string;
      readonly spans: DecodedSpan[];
    }[];
  }[];
}

function decode(body: Buffer): OtlpSpan[] {
  // With the defaults of what is not on the wire; 64-bit numbers as text.
  const options = { longs: String, bytes: Array, defaults: true, arrays: true, objects: true };
  const request = Request.toObject(Request.decode(body), options) as DecodedRequest;
  return request.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, schemaUrl, spans }) =>
      spans.map((span) => ({
        ...withAttributes(span),
        ...ids(span),
        parentSpanId: hex(span.parentSpanId),
        events: span.events.map(withAttributes),
        links: span.links.map((link) => ({ ...withAttributes(link), ...ids(link) })),
        scope,
        schemaUrl,
        resource: entries(resource.attributes),
      })),
    ),
  );
}

const hex = (bytes: number[]) => Buffer.from(bytes).toString('hex');
const ids = ({ traceId, spanId }: Id) => ({ traceId: hex(traceId), spanId: hex(spanId) });

function withAttributes<T extends { readonly attributes: KeyValue[] }>(decoded: T) {
  return { ...decoded, attributes: entries(decoded.attributes) };
}

function entries(attributes: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)]));
}

function valueOf({ arrayValue, intValue, stringValue, boolValue, doubleValue }: AnyValue): unknown {
  if (arrayValue) return arrayValue.values.map(valueOf);
  return intValue === undefined ? (stringValue ?? boolValue ?? doubleValue) : Number(intValue);
}
