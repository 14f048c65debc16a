const { parentPort, workerData } = require('node:worker_threads');
const { getProgress, incrementProcessed } = require('@threadspan/context');
const { adoptProgressBuffer } = require('@threadspan/context/ports');

adoptProgressBuffer(workerData.progress);
const seen = getProgress();
incrementProcessed();
parentPort.postMessage(seen);
