import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { initTracing } from '@threadspan/tracing';
import { countWords } from './count-words.js';

await using _tracing = initTracing({
  serviceName: 'word-counter',
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())], // to http://localhost:4318
});
await countWords(process.argv.slice(2));
