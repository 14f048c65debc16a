// The tests, and the sample analyzer, are written for @opentelemetry/sdk-trace-node, which the 3.x line no longer has:
// this is what its migration notes say to use instead, under the old names.
const { context, propagation, trace } = require('@opentelemetry/api');
const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
const {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} = require('@opentelemetry/core');
const sdk = require('@opentelemetry/sdk-trace');

const BasicTracerProvider = sdk.TracerProvider;

class NodeTracerProvider extends sdk.TracerProvider {
  register() {
    trace.setGlobalTracerProvider(this);
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const propagators = [new W3CTraceContextPropagator(), new W3CBaggagePropagator()];
    propagation.setGlobalPropagator(new CompositePropagator({ propagators }));
  }
}

const taking = (Processor) =>
  class extends Processor {
    constructor(exporter) {
      super({ exporter });
    }
  };

const BatchSpanProcessor = taking(sdk.BatchSpanProcessor);
const SimpleSpanProcessor = taking(sdk.SimpleSpanProcessor);

// In the one form in which Node sees the names, for programs that import them.
module.exports = {
  ...require('@opentelemetry/sdk-trace'),
  BasicTracerProvider,
  BatchSpanProcessor,
  NodeTracerProvider,
  SimpleSpanProcessor,
};
