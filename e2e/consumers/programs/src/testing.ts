import { inMemoryTrace } from '@threadspan/testing';
import { initTracing } from '@threadspan/tracing';
import { Analyzer } from './analyzer.js';

/** The spans of annotated methods, kept in memory for a test to look at. */
export async function run() {
  const trace = inMemoryTrace();
  await using _tracing = initTracing({ spanProcessors: [trace] });
  new Analyzer().score(['src/a.ts']);
  const spans = trace.spans.map(({ name, parentSpanContext, attributes }) => ({
    name,
    parent: trace.spans.find((span) => span.spanContext().spanId === parentSpanContext?.spanId)?.name,
    path: attributes['file.path'],
  }));
  trace.clear();
  return { spans, left: trace.spans.length };
}
