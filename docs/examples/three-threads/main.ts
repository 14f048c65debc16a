import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import { initTracing } from '@threadspan/tracing';
import { Analyzer } from './analyzer.js';

const exporter = new InMemorySpanExporter();
await using _tracing = initTracing({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
await using executor = createExecutor({ workers: 1 });
const analyzer = await executor.spawn(Analyzer, { module: new URL('./analyzer.js', import.meta.url) });

await withSpan('unified_analysis', async () => {
  const hierarchies = await analyzer.analyzeProject(['a.ts', 'b.ts']);
  console.log(`innermost thread: ${[...new Set(hierarchies)].join(', ')}`);
});

const spans = exporter.getFinishedSpans();
console.log(`traces: ${new Set(spans.map((span) => span.spanContext().traceId)).size}`);
printSpans(undefined, '');

function printSpans(parentId: string | undefined, indent: string): void {
  for (const span of spans.filter(({ parentSpanContext }) => parentSpanContext?.spanId === parentId)) {
    const { 'thread.name': thread = 'main', 'thread.id': id = 0 } = span.attributes;
    console.log(`${indent}${span.name} in ${String(thread)}, thread id ${String(id)}`);
    printSpans(span.spanContext().spanId, `${indent}  `);
  }
}
