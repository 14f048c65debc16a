// The usual set-up file of an OpenTelemetry program. The one line that threadspan changes is marked.
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { BatchSpanProcessor } = require('@opentelemetry/sdk-trace-node');
const { withWorkerSpans } = require('@threadspan/tracing');

/** Stands for one that sends: keeps what it gets until the program prints it. */
const exporter = {
  spans: [],
  export(spans, done) {
    this.spans.push(...spans);
    done({ code: 0 });
  },
  async forceFlush() {},
  async shutdown() {},
};

const sdk = new NodeSDK({
  serviceName: 'own-sdk',
  instrumentations: [new HttpInstrumentation()],
  spanProcessors: [withWorkerSpans(new BatchSpanProcessor(exporter))], // was: new BatchSpanProcessor(exporter)
});
sdk.start();

module.exports = { exporter, sdk };
