import { context, propagation, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan, Sampler, SpanProcessor } from '@opentelemetry/sdk-trace-node';

export interface RecordingSdk {
  spans(): ReadableSpan[];
  /** Names of the finished spans, in the order in which they ended. */
  names(): string[];
  span(name: string): ReadableSpan;
}

/** Registers a real SDK as the global one; `stopSdk()` takes it away again. */
export function startSdk(options: { sampler?: Sampler; processors?: SpanProcessor[] } = {}): RecordingSdk {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({
    spanProcessors: [...(options.processors ?? []), new SimpleSpanProcessor(exporter)],
    ...(options.sampler ? { sampler: options.sampler } : {}),
  });
  provider.register();
  const spans = () => exporter.getFinishedSpans();
  return {
    spans,
    names: () => spans().map(({ name }) => name),
    span(name) {
      const found = spans().find((span) => span.name === name);
      if (!found) throw new Error(`no finished span is called ${name}`);
      return found;
    },
  };
}

export function stopSdk(): void {
  trace.disable();
  context.disable();
  propagation.disable();
}
