import { NodeSDK } from '@opentelemetry/sdk-node';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { withWorkerSpans } from '@threadspan/tracing';

export const exporter = new InMemorySpanExporter(); // or the one you have: OTLP, Jaeger, …

export const sdk = new NodeSDK({
  serviceName: 'line-counter',
  spanProcessors: [withWorkerSpans(new SimpleSpanProcessor(exporter))], // was: new SimpleSpanProcessor(exporter)
  metricReaders: [], // traces alone, here
});
sdk.start();
