const { parentPort, workerData } = require('node:worker_threads');
const { getProgress, joinProgress, resetProgress } = require('@threadspan/context');

joinProgress(workerData.progress);
const seen = getProgress();
resetProgress();
parentPort.postMessage(seen);
