// A copy of an older release was here first: it knew fewer names of state, and fewer fields of some.
const { AsyncLocalStorage } = require('node:async_hooks');
globalThis[Symbol.for('threadspan.context.v1')] = new Map([
  ['scope', { storage: new AsyncLocalStorage() }],
  ['progress', { counters: new Int32Array(new SharedArrayBuffer(12)) }],
  ['worker-extensions', { extensions: new Map([['old', { name: 'old' }]]) }],
]);
const context = require('@threadspan/context');
const { getWorkerExtensions, registerWorkerFlush } = require('@threadspan/context/ports');

registerWorkerFlush(async () => undefined);
context.processFileWithContext('a.ts', context.ParallelContext.capture(), () => undefined);
console.log(JSON.stringify([context.getProgress().processed, getWorkerExtensions().length]));
