// A worker with an SDK of its own, as a program without the span relay would have it.
const { parentPort, workerData } = require('node:worker_threads');
const {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} = require('@opentelemetry/sdk-trace-node');
const { ParallelContext, getSpanHierarchy, withSpan } = require('@threadspan/context');

const exporter = new InMemorySpanExporter();
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
const names = ParallelContext.fromCarrier(workerData.carrier).run(() =>
  withSpan('in worker', () => getSpanHierarchy().map(({ name }) => name)),
);
parentPort.postMessage(
  exporter.getFinishedSpans().map((span) => ({
    name: span.name,
    traceId: span.spanContext().traceId,
    parentSpanId: span.parentSpanContext?.spanId,
    names,
  })),
);
