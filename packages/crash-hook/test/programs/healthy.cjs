// What the hook adds to a program that does not crash, and what is left of it in the end.
const { executionAsyncId } = require('node:async_hooks');
const { install } = require('./install.cjs');

function look() {
  return {
    resources: process.getActiveResourcesInfo(),
    listeners: process.eventNames().map((name) => `${String(name)} ${process.listenerCount(name)}`),
    globals: Reflect.ownKeys(globalThis).map(String),
    errors: [
      Error.prepareStackTrace,
      Error.stackTraceLimit,
      process.hasUncaughtExceptionCaptureCallback(),
    ].map(String),
    functions: [process.exit, process.emit, queueMicrotask, setTimeout, console.error].map(String),
  };
}

async function main() {
  const before = look();
  const hooks = [install(), install()];
  const installed = look();
  // Promises get ids where asynchronous hooks are on.
  await null;
  const id = executionAsyncId();
  for (const hook of [...hooks, ...hooks]) hook.uninstall();
  console.log(JSON.stringify({ before, installed, id, after: look() }));
}

void main();
