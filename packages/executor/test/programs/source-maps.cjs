// Prints the stack of an error that was thrown in a worker.
const { join } = require('node:path');
const { createExecutor } = require('@threadspan/executor');
const { Observer } = require('../workers/dist/surroundings.js');

async function main() {
  const executor = createExecutor({ workers: 1 });
  const observer = await executor.spawn(Observer, {
    module: join(__dirname, '../workers/dist/surroundings.js'),
  });
  await observer.fail().catch(({ stack }) => console.log(stack));
  await executor.close();
}

void main();
