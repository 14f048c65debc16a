import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { withSpan } from '@threadspan/context';
import { installCrashHook } from '@threadspan/crash-hook';
import { createExecutor } from '@threadspan/executor';
import { initTracing, summarizeSpans } from '@threadspan/tracing';
import { ComplexityAnalyzer } from './complexity-analyzer.js';

const files = process.argv.slice(2);
const exporter = new InMemorySpanExporter(); // or any other: OTLP, Jaeger, …

installCrashHook({ appName: 'debtscan' });
await using _tracing = initTracing({
  serviceName: 'debtscan',
  spanProcessors: [new SimpleSpanProcessor(exporter)],
});
await using executor = createExecutor({ workers: 2 });

const analyzer = await executor.spawn(ComplexityAnalyzer, {
  module: new URL('./complexity-analyzer.js', import.meta.url),
  args: [{ branches: 10 }],
});

await withSpan('unified_analysis', async () => {
  const metrics = await executor.parIter(files).mapWithContext(analyzer.analyze).collect();
  const importance = new Map(metrics.map(({ path }) => [path, path.includes('src') ? 2 : 1]));
  const items = await executor
    .parIter(metrics)
    .flatMapWithContext(analyzer.score, { shared: [importance] })
    .collect();
  console.log(items);
});

for (const { operation, depth, count } of summarizeSpans(exporter.getFinishedSpans())) {
  console.log(`${'  '.repeat(depth)}${operation} × ${count}`);
}
