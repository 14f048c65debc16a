const { isMainThread, parentPort, workerData } = require('node:worker_threads');
const {
  ParallelContext,
  getCurrentContext,
  getSpanHierarchy,
  joinProgress,
  processFileWithContext,
} = require('@threadspan/context');

const { carrier, progress } = workerData;
joinProgress(progress);
const answer = processFileWithContext('src/a.ts', ParallelContext.fromCarrier(carrier), () => ({
  isMainThread,
  ...getCurrentContext(),
  spans: getSpanHierarchy().map(({ name }) => name),
}));
parentPort?.postMessage(answer);
