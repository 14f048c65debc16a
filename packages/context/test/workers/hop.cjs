// Runs in the carrier's context, opens a span of its own, and hands the context on to the next thread.
const { Worker, parentPort, workerData } = require('node:worker_threads');
const { ParallelContext, getCurrentContext, getSpanHierarchy, withSpan } = require('@threadspan/context');

const { carrier, hops } = workerData;
ParallelContext.fromCarrier(carrier).run(() =>
  withSpan(`hop ${hops}`, () => {
    const here = { analysis: getCurrentContext(), names: getSpanHierarchy().map(({ name }) => name) };
    if (hops === 1) return parentPort.postMessage([here]);
    const next = new Worker(__filename, {
      workerData: { carrier: ParallelContext.capture().toCarrier(), hops: hops - 1 },
    });
    next.once('message', (further) => parentPort.postMessage([here, ...further]));
  }),
);
