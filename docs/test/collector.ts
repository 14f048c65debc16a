import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import protobuf from 'protobufjs';

// What a test asks of a trace, of all that OTLP has: https://opentelemetry.io/docs/specs/otlp/
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; repeated KeyValue attributes = 9;
  }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { string string_value = 1; }
`);
const Request = root.lookupType('Request');

interface Attributes {
  readonly attributes: { readonly key: string; readonly value: { readonly stringValue: string } }[];
}

/** Ids in Base64. */
interface Span extends Attributes {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the root of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
}

interface DecodedRequest {
  readonly resourceSpans: {
    readonly resource: Attributes;
    readonly scopeSpans: { readonly spans: Span[] }[];
  }[];
}

export interface Collector extends AsyncDisposable {
  readonly url: string;
  readonly spans: (Span & { readonly service: string | undefined })[];
  /** Of each request. */
  readonly headers: IncomingHttpHeaders[];
}

/** A receiver for OTLP over HTTP, as protobuf, on a free port. */
export async function startCollector(): Promise<Collector> {
  const spans: Collector['spans'] = [];
  const headers: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      headers.push(request.headers);
      spans.push(...decode(Buffer.concat(parts)));
      response.setHeader('content-type', 'application/x-protobuf').end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    headers,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function decode(body: Buffer): Collector['spans'] {
  const options = { bytes: String, defaults: true, arrays: true };
  const { resourceSpans } = Request.toObject(Request.decode(body), options) as DecodedRequest;
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({ ...span, service: textOf(resource, 'service.name') })),
    ),
  );
}

/** An attribute that is a text. */
export function textOf({ attributes }: Attributes, key: string): string | undefined {
  return attributes.find((attribute) => attribute.key === key)?.value.stringValue;
}
