// The main thread crashes while a worker is in the middle of an item: `waiting` or `busy`.
const { isMainThread } = require('node:worker_threads');
const { withSpan } = require('@threadspan/context');
const { ProcessFile } = require('@threadspan/decorators');

class Analyzer {
  async analyze(path) {
    withSpan('parse', () => {});
    await new Promise((resolve) => setTimeout(resolve, 5));
    // Tells the main thread that it has come this far.
    Atomics.store(new Int32Array(path.state), 0, 1);
    if (path.how === 'waiting') return new Promise(() => setInterval(() => {}, 1_000));
    for (;;);
  }
}
const method = Object.getOwnPropertyDescriptor(Analyzer.prototype, 'analyze');
ProcessFile({ path: () => 'a.ts' })(Analyzer.prototype, 'analyze', method);
Object.defineProperty(Analyzer.prototype, 'analyze', method);
exports.Analyzer = Analyzer;

async function main() {
  const { createExecutor } = require('@threadspan/executor');
  const { initTracing } = require('@threadspan/tracing');
  const { install } = require('./install.cjs');
  install({ flushTimeout: 1_000 });
  const ended = [];
  const exported = [];
  const flush = async () => void exported.push(...ended.splice(0));
  process.on('exit', () => console.log(`exported ${exported.sort().join(', ')}`));
  const processor = {
    onStart() {},
    onEnd: ({ name }) => ended.push(name),
    forceFlush: flush,
    shutdown: flush,
  };
  initTracing({ spanProcessors: [processor] });
  const state = new SharedArrayBuffer(4);
  const executor = createExecutor({ workers: 1 });
  const analyzer = await executor.spawn(Analyzer, { module: __filename });
  analyzer.analyze({ state, how: process.argv[2] }).catch(() => {});
  const timer = setInterval(() => {
    if (Atomics.load(new Int32Array(state), 0) === 0) return;
    clearInterval(timer);
    withSpan('main', () => {
      throw new Error('boom');
    });
  }, 5);
}

if (isMainThread) void main();
