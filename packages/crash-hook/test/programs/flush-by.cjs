// A provider whose flush ends as the argument says, and a program that would go on without end.
const { trace } = require('@opentelemetry/api');
const { install } = require('./install.cjs');

const ways = {
  throwing: () => {
    throw new Error('no flush');
  },
  rejecting: () => Promise.reject(new Error('no flush')),
  hanging: () => new Promise(() => {}),
  'taking its time': () =>
    new Promise((resolve) => setTimeout(resolve, 100)).then(() => console.log('flushed')),
  'returning nothing': () => undefined,
};
trace.setGlobalTracerProvider({
  getTracer: () => trace.getTracer('none'),
  forceFlush: ways[process.argv[2]],
});
install({ flushTimeout: process.argv[2] === 'hanging' ? 50 : 60_000 });
setInterval(() => {}, 1_000);
throw new Error('boom');
