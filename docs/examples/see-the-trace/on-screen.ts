import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { initTracing, summarizeSpans } from '@threadspan/tracing';
import { countWords } from './count-words.js';

const exporter = new InMemorySpanExporter();
await using _tracing = initTracing({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
await countWords(process.argv.slice(2));

for (const { operation, depth, count, totalMs, share } of summarizeSpans(exporter.getFinishedSpans())) {
  const name = `${'  '.repeat(depth)}${operation}`;
  console.log(`${name.padEnd(20)} ${count} ${totalMs.toFixed(1)} ms ${(share * 100).toFixed(1)} %`);
}
