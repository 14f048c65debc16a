import { SpanStatusCode } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import type { FinishedSpan } from '@threadspan/tracing';

interface Given {
  readonly id: string;
  readonly parent?: string;
  readonly startMs?: number;
  readonly ms?: number;
  readonly attributes?: Attributes;
  readonly error?: string;
}

/** A finished span with round numbers; `id` and `parent` stand for the span ids. */
export function finishedSpan(
  name: string,
  { id, parent, startMs = 0, ms = 0, attributes = {}, error }: Given,
): FinishedSpan {
  const contextOf = (spanId: string) => ({ traceId: 'trace', spanId, traceFlags: 1 });
  return {
    name,
    startTime: [Math.floor(startMs / 1e3), (startMs % 1e3) * 1e6],
    duration: [Math.floor(ms / 1e3), (ms % 1e3) * 1e6],
    attributes,
    status:
      error === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: error },
    spanContext: () => contextOf(id),
    ...(parent === undefined ? {} : { parentSpanContext: contextOf(parent) }),
  };
}
