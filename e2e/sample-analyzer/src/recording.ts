import { appendFileSync, writeFileSync } from 'node:fs';
import type { SpanSummaryRow } from '@threadspan/tracing';
import { UsageError } from './options.js';
import type { Options } from './options.js';

/** The spans of this run, when somebody wants to see them. */
export interface Recording extends AsyncDisposable {
  summary(): SpanSummaryRow[];
  /** Writes the trace file, when one is wanted; says what was written. */
  writeTrace(): string | undefined;
}

export async function startRecording({ trace, profile, log }: Options): Promise<Recording | undefined> {
  if (trace === undefined && !profile) return undefined;
  if (trace !== undefined) checkWritable(trace);
  // Most runs record nothing, and need not wait for this to load.
  const { InMemorySpanExporter, SimpleSpanProcessor } = await import('@opentelemetry/sdk-trace-node');
  const { initTracing, summarizeSpans, toChromeTrace } = await import('@threadspan/tracing');
  const exporter = new InMemorySpanExporter();
  const tracing = initTracing({
    serviceName: 'debtscan',
    spanProcessors: [new SimpleSpanProcessor(exporter)],
    ...(log ? { level: log } : {}),
  });
  return {
    summary: () => summarizeSpans(exporter.getFinishedSpans()),
    writeTrace() {
      if (trace === undefined) return undefined;
      const spans = exporter.getFinishedSpans();
      writeFileSync(trace, JSON.stringify(toChromeTrace(spans)));
      return `Trace ${spans[0]?.spanContext().traceId ?? '(empty)'} written to ${trace}; open it at ui.perfetto.dev`;
    },
    [Symbol.asyncDispose]: () => tracing.shutdown(),
  };
}

// Better now than after minutes of work.
function checkWritable(path: string): void {
  try {
    appendFileSync(path, ''); // what is there already stays until there is something better
  } catch (error) {
    throw new UsageError(`Expected --trace to name a file that can be written: ${(error as Error).message}`);
  }
}
