import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { FinishedSpan } from '@threadspan/testing';

/** A tree to make spans of: `name` with what is below it. */
export interface Tree {
  readonly name: string;
  readonly attributes?: FinishedSpan['attributes'];
  readonly below?: readonly Tree[];
}

/** The spans of trees, each of which starts after those before it. */
export function finishedSpans(trees: readonly Tree[]): FinishedSpan[] {
  const spans: FinishedSpan[] = [];
  const visit = ({ name, attributes = {}, below = [] }: Tree, parent?: FinishedSpan) => {
    const span = finishedSpan(name, { id: `s${spans.length}`, startMs: spans.length, attributes, parent });
    spans.push(span);
    for (const tree of below) visit(tree, span);
  };
  for (const tree of trees) visit(tree);
  return spans;
}

interface Given {
  readonly id: string;
  readonly startMs?: number;
  readonly attributes?: FinishedSpan['attributes'];
  readonly parent?: FinishedSpan | undefined;
  readonly traceId?: string;
}

export function finishedSpan(
  name: string,
  { id, startMs = 0, attributes = {}, parent, traceId = 'trace' }: Given,
): FinishedSpan {
  return {
    name,
    kind: SpanKind.INTERNAL,
    spanContext: () => ({ traceId, spanId: id, traceFlags: 1 }),
    ...(parent ? { parentSpanContext: parent.spanContext() } : {}),
    startTime: [Math.floor(startMs / 1e3), (startMs % 1e3) * 1e6],
    status: { code: SpanStatusCode.UNSET },
    attributes,
    links: [],
    events: [],
  };
}
