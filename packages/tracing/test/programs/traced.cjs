// Leaves the set-up of tracing to the environment. Analyzes two files in a worker, and prints the hierarchy there and the
// names of the fields in which contexts are carried.
const { join } = require('node:path');
const { ParallelContext, withSpan } = require('@threadspan/context');
const { createExecutor } = require('@threadspan/executor');
const { initTracing } = require('@threadspan/tracing');
const { Analyzer } = require('../workers/dist/analyzer.js');

async function main() {
  const tracing = initTracing({ flushTimeout: 1_000 });
  const executor = createExecutor({ workers: 1 });
  const analyzer = await executor.spawn(Analyzer, { module: join(__dirname, '../workers/dist/analyzer.js') });
  const link = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
  let fields = [];
  const hierarchy = await withSpan(
    'root',
    { attributes: { long: 'x'.repeat(100), list: [1, 2] } },
    async (span) => {
      fields = Object.keys(ParallelContext.capture().toCarrier().propagation);
      span.addEvent('begun', { files: 2 });
      await analyzer.everything(link);
      await analyzer.fails().catch(() => undefined);
      return analyzer.plain();
    },
  );
  await executor.close();
  await tracing.shutdown();
  process.stdout.write(`${JSON.stringify({ hierarchy, fields })}\n`);
}

void main();
