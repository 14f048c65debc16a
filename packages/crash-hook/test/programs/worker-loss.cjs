const { reportSilentWorkerLoss, setErrorContext } = require('@threadspan/context/ports');
const { install } = require('./install.cjs');

install();
const error = new Error('worker 2 is gone');
setErrorContext(error, {
  phase: 'parsing',
  spanHierarchy: [],
  worker: { index: 2, count: 4, threadId: 9 },
  attempt: 3,
});
console.log(reportSilentWorkerLoss(error));
setTimeout(() => console.log('went on'), 20);
