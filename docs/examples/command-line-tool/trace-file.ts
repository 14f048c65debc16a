import { writeFileSync } from 'node:fs';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { initTracing, toChromeTrace } from '@threadspan/tracing';

/** Records spans from now on. They are in the file when this is disposed of. */
export function startTraceFile(path: string): AsyncDisposable {
  const exporter = new InMemorySpanExporter();
  const tracing = initTracing({
    serviceName: 'linegrep',
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  return {
    async [Symbol.asyncDispose]() {
      await tracing.forceFlush(); // what the workers still hold
      writeFileSync(path, JSON.stringify(toChromeTrace(exporter.getFinishedSpans())));
      await tracing.shutdown();
    },
  };
}
