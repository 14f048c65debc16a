import { exporter, sdk } from './tracing.js';
import { trace } from '@opentelemetry/api';
import { createExecutor } from '@threadspan/executor';
import { LineCounter } from './line-counter.js';

const files = process.argv.slice(2);
const executor = createExecutor({ workers: 2 });
const counter = await executor.spawn(LineCounter, {
  module: new URL('./line-counter.js', import.meta.url),
});

await trace.getTracer('main').startActiveSpan('request', async (span) => {
  console.log(await executor.parIter(files).mapWithContext(counter.count).collect());
  span.end();
});
await executor.close();

for (const span of exporter.getFinishedSpans()) {
  const thread = span.attributes['thread.name'] ?? 'main';
  const service = span.resource.attributes['service.name'];
  console.log(`${span.name} in ${String(thread)} of ${String(service)}, trace ${span.spanContext().traceId}`);
}
await sdk.shutdown();
