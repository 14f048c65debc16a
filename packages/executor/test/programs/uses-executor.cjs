// Uses an executor and says what is left of it in the process. It must end by itself, also without close().
const { join } = require('node:path');
const { createExecutor } = require('@threadspan/executor');
const { Analyzer } = require('../workers/dist/analyzer.js');

async function main() {
  const executor = createExecutor({ workers: 2 });
  const analyzer = await executor.spawn(Analyzer, { module: join(__dirname, '../workers/dist/analyzer.js') });
  const value = await analyzer.double(21);
  if (process.argv[2] === 'close') await executor.close();
  const listeners = ['SIGINT', 'SIGTERM', 'uncaughtException', 'unhandledRejection', 'exit'].map((event) =>
    process.listenerCount(event),
  );
  console.log(JSON.stringify({ value, listeners }));
  if (process.argv[2] === 'exit-code') {
    process.exitCode = 9;
    for (const event of ['beforeExit', 'exit']) process.on(event, (code) => console.log(event, code));
  }
}

void main();
