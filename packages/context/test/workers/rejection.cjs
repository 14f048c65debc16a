// Lets a rejection leave a scope, handled or not, and posts what came up as unhandled.
const { setTimeout: sleep } = require('node:timers/promises');
const { parentPort, workerData } = require('node:worker_threads');
const {
  ParallelContext,
  getErrorContext,
  processFileWithContext,
  withPhase,
  withSpan,
} = require('@threadspan/context');

const unhandled = [];
process.on('unhandledRejection', (error) => {
  unhandled.push({ message: error.message, phase: getErrorContext(error)?.phase });
});

const reject = async () => {
  await sleep(1);
  throw new Error('boom');
};
const kinds = {
  withPhase: () => withPhase('parsing', reject),
  withSpan: () => withSpan('a', { phase: 'parsing' }, () => withSpan('b', reject)),
  run: () => withPhase('parsing', () => ParallelContext.capture()).run(reject),
  bind: () => withPhase('parsing', () => ParallelContext.capture()).bind(reject)(),
  processFile: () =>
    processFileWithContext(
      'a.ts',
      withPhase('parsing', () => ParallelContext.capture()),
      reject,
    ),
};

const promise = kinds[workerData.kind]();
if (workerData.handled) promise.catch(() => undefined);
sleep(30).then(() => parentPort.postMessage(unhandled));
