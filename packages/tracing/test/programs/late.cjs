// Sets tracing up when a worker runs already, and analyzes a file in that one and another in a new one.
const { join } = require('node:path');
const { InMemorySpanExporter, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-node');
const { createExecutor } = require('@threadspan/executor');
const { initTracing } = require('@threadspan/tracing');
const { Analyzer } = require('../workers/dist/analyzer.js');

const spawn = (executor) =>
  executor.spawn(Analyzer, { module: join(__dirname, '../workers/dist/analyzer.js') });

async function main() {
  const executor = createExecutor({ workers: 1 });
  const other = createExecutor({ workers: 1 });
  const before = process.env.TRACED_BEFORE && initTracing();
  const first = await spawn(executor);
  await before?.shutdown();
  const exporter = new InMemorySpanExporter();
  const tracing = initTracing({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const second = await spawn(other);
  if (!before) await first.analyze('a.ts');
  await second.analyze('b.ts');
  await tracing.forceFlush();
  const names = exporter.getFinishedSpans().map(({ name }) => name);
  console.log(`of the second worker: ${names.sort().join(', ')}`);
  await Promise.all([executor.close(), other.close()]);
  await tracing.shutdown();
}

void main();
