import { inMemoryTrace } from '@threadspan/testing';
import { initTracing } from '@threadspan/tracing';
import { Analyzer } from './analyzer.mjs';

/** The spans of annotated methods, kept in memory for a test to look at. */
export async function run() {
  const trace = inMemoryTrace();
  const tracing = initTracing({ spanProcessors: [trace] });
  new Analyzer().score(['src/a.ts']);
  await tracing.shutdown();
  const spans = trace.spans.map(({ name, parentSpanContext, attributes }) => ({
    name,
    parent: trace.spans.find((span) => span.spanContext().spanId === parentSpanContext?.spanId)?.name,
    path: attributes['file.path'],
  }));
  trace.clear();
  return { spans, left: trace.spans.length };
}
