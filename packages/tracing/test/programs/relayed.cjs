// A process that works for others: prints what there is to be sent home for each of two traces, and for all the rest.
const { join } = require('node:path');
const { ParallelContext, withSpan } = require('@threadspan/context');
const { getProcessSides } = require('@threadspan/context/ports');
const { createExecutor } = require('@threadspan/executor');
require('@threadspan/tracing/relay');
const { Analyzer } = require('../workers/dist/analyzer.js');

const carrier = (traceId) => ({
  version: 1,
  propagation: { traceparent: `00-${traceId}-${'2'.repeat(16)}-01` },
  analysis: {},
  hierarchy: [],
});

const inTrace = (traceId, fn) => ParallelContext.fromCarrier(carrier(traceId)).run(fn);

async function main() {
  const [one, other] = ['1'.repeat(32), '3'.repeat(32)];
  const executor = createExecutor({ workers: 1 });
  const analyzer = await executor.spawn(Analyzer, { module: join(__dirname, '../workers/dist/analyzer.js') });
  await inTrace(one, () => withSpan('here', () => analyzer.analyze('a.ts')));
  await inTrace(other, () => analyzer.analyze('b.ts'));
  withSpan('of nobody', () => undefined);
  await executor.close();
  const known = [one, other];
  const take = (belongs) =>
    getProcessSides().map(([name, side]) => [
      name,
      (side.collect(belongs) ?? []).map((bytes) => Buffer.from(bytes).toString('base64')),
    ]);
  const sent = {
    one: take((traceId) => traceId === one),
    other: take((traceId) => traceId === other),
    rest: take((traceId) => !known.includes(traceId)),
    again: take(() => true),
  };
  console.log(JSON.stringify(sent));
}

void main();
