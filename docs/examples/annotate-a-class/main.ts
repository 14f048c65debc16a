import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { withSpan } from '@threadspan/context';
import { initTracing } from '@threadspan/tracing';
import { LineFinder } from './line-finder.js';

const exporter = new InMemorySpanExporter();
await using _tracing = initTracing({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

const finder = new LineFinder();
await withSpan('main', { phase: 'reporting' }, async () => {
  console.log(await finder.findLongest(process.argv.slice(2), 40));
  console.log(finder.whereabouts({ path: 'notes/today.txt', text: '' }));
});

const spans = exporter.getFinishedSpans();
printSpans(undefined, '');

function printSpans(parentId: string | undefined, indent: string): void {
  for (const span of spans.filter(({ parentSpanContext }) => parentSpanContext?.spanId === parentId)) {
    console.log(indent + span.name, span.attributes);
    printSpans(span.spanContext().spanId, `${indent}  `);
  }
}
