// A driver that prints the spans it has exported, those of its workers among them.
const { withSpan } = require('@threadspan/context');
const { createQueueExecutor } = require('@threadspan/executor-bullmq');
const { initTracing } = require('@threadspan/tracing');
const { InMemorySpanExporter, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-node');
const { BullMQOtel } = require('bullmq-otel');
const { toPlain } = require('./plain-span.cjs');

const [, , connection, file, name, telemetry] = process.argv;
const { Probe } = require(file);

async function main() {
  const exporter = new InMemorySpanExporter();
  const tracing = initTracing({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const executor = createQueueExecutor({
    connection,
    queue: 'probes',
    stallTimeout: 5_000,
    ...(telemetry ? { telemetry: new BullMQOtel('probes') } : {}),
  });
  const probe = await executor.spawn(Probe, { module: file });
  const files = Array.from({ length: 12 }, (_, index) => `${name}-${index}.ts`);
  await withSpan(name, async () => {
    await executor
      .parIter(files)
      .mapWithContext(probe.take, { shared: [20] })
      .collect({ chunkSize: 2 });
    await withSpan('call', () => probe.see(`${name}.ts`));
  });
  await executor.close();
  await tracing.forceFlush();
  process.stdout.write(JSON.stringify(exporter.getFinishedSpans().map(toPlain)));
}

void main();
