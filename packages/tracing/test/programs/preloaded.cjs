// Its set-up file (see `node --require`) runs in the workers too. Says what the exporters of both threads got.
const { join } = require('node:path');
const { withSpan } = require('@threadspan/context');
const { createExecutor } = require('@threadspan/executor');
const { Analyzer } = require('../workers/dist/analyzer.js');

async function main() {
  const executor = createExecutor({ workers: 1 });
  const analyzer = await executor.spawn(Analyzer, { module: join(__dirname, '../workers/dist/analyzer.js') });
  await withSpan('root', () => analyzer.analyze('a.ts'));
  await executor.close();
  await globalThis.stopTracing();
}

void main();
