import { writeFileSync } from 'node:fs';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { initTracing, toChromeTrace } from '@threadspan/tracing';
import { countWords } from './count-words.js';

const exporter = new InMemorySpanExporter();
await using _tracing = initTracing({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
try {
  await countWords(process.argv.slice(2));
} finally {
  // Also when it failed: what would be there is the trace of an earlier run.
  writeFileSync('trace.json', JSON.stringify(toChromeTrace(exporter.getFinishedSpans())));
}
