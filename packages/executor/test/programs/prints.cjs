// Has a worker print a lot and end in the way that the arguments say; ends by itself.
const { join } = require('node:path');
const { createExecutor } = require('@threadspan/executor');
const { Printer } = require('../workers/dist/printer.js');

async function main(end, lines, then) {
  const executor = createExecutor({ workers: 1, resourceLimits: { maxOldGenerationSizeMb: 128 } });
  const printer = await executor.spawn(Printer, { module: join(__dirname, '../workers/dist/printer.js') });
  if (end === 'pours') {
    await printer.pour(600);
  } else {
    const printed = new Int32Array(new SharedArrayBuffer(4));
    const method = then === 'inside' ? printer.printInside : printer.print;
    const call = then === 'timeout' ? method.with({ timeout: 1_500 }) : method;
    const failed = call(Number(lines), end, printed).catch(({ code, message }) => code ?? message);
    if (then === 'close') {
      while (Atomics.load(printed, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await executor.close({ drain: false });
    }
    process.exitCode = EXIT_CODES.indexOf(await failed);
  }
  await executor.close();
}

const EXIT_CODES = [
  undefined,
  'WORKER_EXITED',
  'uncaught',
  'TASK_TIMEOUT',
  'EXECUTOR_CLOSED',
  'WORKER_OUT_OF_MEMORY',
];

void main(...process.argv.slice(2));
