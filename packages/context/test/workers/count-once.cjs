const { parentPort, workerData } = require('node:worker_threads');
const { getProgress, incrementProcessed, joinProgress } = require('@threadspan/context');

joinProgress(workerData.progress);
const seen = getProgress();
incrementProcessed();
parentPort.postMessage(seen);
