const { trace } = require('@opentelemetry/api');
const { install } = require('./install.cjs');

trace.setGlobalTracerProvider({
  getTracer: () => trace.getTracer('none'),
  forceFlush: () => new Promise(() => {}),
});
install({ flushTimeout: 50 });
setInterval(() => {}, 1000);
throw new Error('stuck');
