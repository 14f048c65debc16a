// The exporter needs some time, in which a second error comes.
const { withSpan } = require('@threadspan/context');
const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');
const { install } = require('./install.cjs');

const finished = [];
new NodeTracerProvider({
  spanProcessors: [
    {
      onStart() {},
      onEnd: (span) => finished.push(span.name),
      shutdown: async () => {},
      forceFlush: () =>
        new Promise((resolve) =>
          setTimeout(() => {
            console.log(`exported ${finished.join(', ')}`);
            resolve();
          }, 50),
        ),
    },
  ],
}).register();

install();
setTimeout(() => withSpan('second', () => fail('two')), 10);
withSpan('first', () => fail('one'));

function fail(message) {
  throw new Error(message);
}
