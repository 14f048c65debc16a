// Uses an executor without workers, with a module that can't be loaded, and says what has been loaded.
const { createExecutor } = require('@threadspan/executor');
const { Analyzer } = require('../workers/dist/analyzer.js');

async function main() {
  const executor = createExecutor({ workers: 0 });
  const analyzer = await executor.spawn(Analyzer, { module: '/not/built/yet.js' });
  const values = await executor.parIter([1, 2]).mapWithContext(analyzer.double).collect();
  await executor.close();
  const hasThreads = Object.keys(require.cache).some((path) => /node_modules[\\/]threads[\\/]/.test(path));
  const { startedWorkers } = executor.stats();
  console.log(JSON.stringify({ values, hasThreads, startedWorkers }));
}

void main();
