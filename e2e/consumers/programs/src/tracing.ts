import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import { initTracing, summarizeSpans } from '@threadspan/tracing';
import { Analyzer } from './analyzer.js';
import type { Surroundings } from './surroundings.js';

/** Spans of worker threads, in one trace with those of the main thread. */
export async function run({ file, workerEntry }: Surroundings) {
  const exporter = new InMemorySpanExporter();
  await using _tracing = initTracing({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  await using executor = createExecutor({ workers: 2, ...(workerEntry ? { workerEntry } : {}) });
  const analyzer = await executor.spawn(Analyzer, { module: file('analyzer') });
  await withSpan('unified_analysis', () =>
    executor.parIter(['src/a.ts', 'src/b.ts']).mapWithContext(analyzer.analyze).collect(),
  );
  const spans = exporter.getFinishedSpans();
  return {
    rows: summarizeSpans(spans).map(({ operation, depth, count }) => ({ operation, depth, count })),
    traces: new Set(spans.map((span) => span.spanContext().traceId)).size,
    workers: spans.filter(({ attributes }) => attributes['thread.name'] !== undefined).length,
  };
}
