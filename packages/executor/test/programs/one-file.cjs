// A program in one file with its class. In a worker, its first task comes at once, or when the file has been loaded.
const { setTimeout: sleep } = require('node:timers/promises');
const { isMainThread } = require('node:worker_threads');
const { createExecutor } = require('@threadspan/executor');
const { Analyzer } = require('../workers/dist/analyzer.js');

exports.Own = class Own extends Analyzer {};

async function main() {
  console.log('the program runs');
  if (process.env.IS_LATE && !isMainThread) await sleep(200);
  const executor = createExecutor({ workers: 2 });
  try {
    const own = await executor.spawn(exports.Own, { module: __filename });
    await own.work('a!stall');
  } finally {
    console.log('started', executor.stats().startedWorkers);
    void executor.close({ drain: false });
  }
}

main().catch(({ code, message }) => {
  console.log(code, message);
  if (process.env.IS_LATE) process.exit(1);
});
