// What a worker process is started with that exports its spans itself: here into a file.
const { appendFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');
const { NodeTracerProvider, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-node');
const { withWorkerSpans } = require('@threadspan/tracing');
const { toPlain } = require('./plain-span.cjs');

const exporter = {
  export(spans, done) {
    for (const span of spans)
      appendFileSync(process.env.SPANS_FILE, `${JSON.stringify({ ...toPlain(span), pid: process.pid })}\n`);
    done({ code: 0 });
  },
  shutdown: async () => undefined,
};

if (isMainThread)
  new NodeTracerProvider({
    spanProcessors: [withWorkerSpans(new SimpleSpanProcessor(exporter))],
  }).register();
