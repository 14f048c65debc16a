// A set-up file that runs in every thread. Its exporter prints the thread it is in, and what it gets.
const { writeSync } = require('node:fs');
const { threadId } = require('node:worker_threads');
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { NodeTracerProvider, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-node');
const { initTracing, withWorkerSpans } = require('@threadspan/tracing');

const processor = new SimpleSpanProcessor({
  export(spans, done) {
    // At once: what a worker writes to its own stdout can be lost when it is ended.
    for (const { name } of spans) writeSync(1, `${threadId === 0 ? 'main' : 'worker'}: ${name}\n`);
    done({ code: 0 });
  },
  async shutdown() {},
});

switch (process.env.SET_UP) {
  case 'initTracing': {
    const tracing = initTracing({ spanProcessors: [processor] });
    globalThis.stopTracing = () => tracing.shutdown();
    break;
  }
  case 'withWorkerSpans': {
    const provider = new NodeTracerProvider({ spanProcessors: [withWorkerSpans(processor)] });
    provider.register();
    globalThis.stopTracing = () => provider.shutdown();
    break;
  }
  case 'NodeSDK on the main thread':
    if (threadId !== 0) break;
  // fall through
  case 'NodeSDK': {
    const sdk = new NodeSDK({ spanProcessors: [withWorkerSpans(processor)] });
    if (threadId === 0 || !process.env.MAIN_ONLY) sdk.start();
    globalThis.stopTracing = () => sdk.shutdown();
    break;
  }
  case 'two processors': {
    const second = {
      ...processor,
      onStart() {},
      onEnd() {},
      forceFlush: async () => {},
      shutdown: async () => {},
    };
    const provider = new NodeTracerProvider({
      spanProcessors: [withWorkerSpans(processor), withWorkerSpans(second)],
    });
    provider.register();
    globalThis.stopTracing = () => provider.shutdown();
    break;
  }
  case 'mixed': {
    // Tracing comes home to the main thread; the worker has an SDK that nobody wrapped.
    const isMain = threadId === 0;
    const provider = new NodeTracerProvider({
      spanProcessors: [isMain ? withWorkerSpans(processor) : processor],
    });
    provider.register();
    globalThis.stopTracing = () => provider.shutdown();
    break;
  }
}
