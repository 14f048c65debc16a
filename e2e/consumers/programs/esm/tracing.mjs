import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import { initTracing, summarizeSpans } from '@threadspan/tracing';
import { Analyzer } from './analyzer.mjs';

/** Spans of worker threads, in one trace with those of the main thread. */
export async function run({ file }) {
  const exporter = new InMemorySpanExporter();
  const tracing = initTracing({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const executor = createExecutor({ workers: 2 });
  const analyzer = await executor.spawn(Analyzer, { module: file('analyzer') });
  await withSpan('unified_analysis', () =>
    executor.parIter(['src/a.ts', 'src/b.ts']).mapWithContext(analyzer.analyze).collect(),
  );
  await executor.close();
  const spans = exporter.getFinishedSpans();
  await tracing.shutdown();
  return {
    rows: summarizeSpans(spans).map(({ operation, depth, count }) => ({ operation, depth, count })),
    traces: new Set(spans.map((span) => span.spanContext().traceId)).size,
    workers: spans.filter(({ attributes }) => attributes['thread.name'] !== undefined).length,
  };
}
