import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { setProgress, withSpan } from '@threadspan/context';
import { installCrashHook } from '@threadspan/crash-hook';
import { createExecutor } from '@threadspan/executor';
import { initTracing, summarizeSpans } from '@threadspan/tracing';
import { LineCounter } from './line-counter.js';

installCrashHook({ appName: 'line-counter' });
const exporter = new InMemorySpanExporter(); // keeps the spans of all threads
await using _tracing = initTracing({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
await using executor = createExecutor({ workers: 2 });

const counter = await executor.spawn(LineCounter, {
  module: new URL('./line-counter.js', import.meta.url), // what tsc makes of line-counter.ts
});

const files = process.argv.slice(2);
await withSpan('count_lines', { phase: 'counting' }, async () => {
  setProgress(0, files.length); // for "Progress" in reports
  console.log(await executor.parIter(files).mapWithContext(counter.count).collect());
});

for (const { operation, depth, count, totalMs } of summarizeSpans(exporter.getFinishedSpans())) {
  console.log(`${'  '.repeat(depth)}${operation} × ${count}, ${totalMs.toFixed(1)} ms`);
}
