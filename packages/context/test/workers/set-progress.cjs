const { parentPort, workerData } = require('node:worker_threads');
const { incrementProcessed, joinProgress, setProgress } = require('@threadspan/context');

joinProgress(workerData.progress);
setProgress(workerData.processed, workerData.total);
incrementProcessed(workerData.finished);
parentPort.postMessage('counted');
