// Waits until all four threads are here, then counts as fast as it can.
const { parentPort, workerData } = require('node:worker_threads');
const { incrementFailed, incrementProcessed, joinProgress } = require('@threadspan/context');

const { progress, gate, rounds } = workerData;
joinProgress(progress);
const waiting = new Int32Array(gate);
Atomics.add(waiting, 0, 1);
for (let here; (here = Atomics.load(waiting, 0)) < 5;) Atomics.wait(waiting, 0, here, 10);
for (let i = 0; i < rounds; i++) {
  incrementProcessed();
  if (i % 4 === 0) incrementFailed();
}
parentPort.postMessage('done');
