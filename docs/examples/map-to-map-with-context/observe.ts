import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { installCrashHook } from '@threadspan/crash-hook';
import { initTracing, summarizeSpans } from '@threadspan/tracing';

const exporter = new InMemorySpanExporter();
initTracing({ serviceName: 'debtscan', spanProcessors: [new SimpleSpanProcessor(exporter)] });

export const hook = installCrashHook({ appName: 'debtscan' });

/** Prints how many traces there are, and the operations in them. */
export function printTraces(): void {
  const spans = exporter.getFinishedSpans();
  console.log(`traces: ${new Set(spans.map((span) => span.spanContext().traceId)).size}`);
  for (const { operation, depth, count } of summarizeSpans(spans)) {
    console.log(`${'  '.repeat(depth)}${operation} × ${count}`);
  }
}
