const { AsyncLocalStorage } = require('node:async_hooks');
const { parentPort, workerData } = require('node:worker_threads');
const { ParallelContext, registerContextAccessor } = require('@threadspan/context');

const tenant = new AsyncLocalStorage();
registerContextAccessor({
  key: 'tenant',
  get: () => tenant.getStore(),
  run: (value, fn) => tenant.run(value, fn),
});
ParallelContext.fromCarrier(workerData.carrier).run(() => parentPort.postMessage(tenant.getStore()));
