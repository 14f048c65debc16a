import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { initTracing } from '@threadspan/tracing';

const exporter = new InMemorySpanExporter(); // or any other: OTLP, Jaeger, …
const tracing = initTracing({ serviceName: 'lines', spanProcessors: [new SimpleSpanProcessor(exporter)] });

await import('./main.js');
await tracing.forceFlush();
for (const span of exporter.getFinishedSpans()) {
  const place = String(span.attributes['process.pid'] === undefined ? 'here' : 'elsewhere');
  console.log(`${span.name} ${place}, trace ${span.spanContext().traceId}`);
}
