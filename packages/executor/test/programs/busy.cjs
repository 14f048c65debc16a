// Does, while both workers are in an endless loop, what its argument says. Nothing of it may hang.
const { join } = require('node:path');
const { readWorkerActivity } = require('@threadspan/context/ports');
const { createExecutor } = require('@threadspan/executor');
const { Analyzer } = require('../workers/dist/analyzer.js');

const executor = createExecutor({ workers: 2 });

const actions = {
  'a signal': () => process.kill(process.pid, 'SIGINT'),
  'a handler that exits'() {
    process.on('SIGINT', () => process.exit(42));
    process.kill(process.pid, 'SIGINT');
  },
  'a handler that closes'() {
    process.on('SIGTERM', () => {
      process.exitCode = 43;
      void executor.close({ drain: false });
    });
    process.kill(process.pid, 'SIGTERM');
  },
  'process.exit()': () => process.exit(44),
  'a handler of exit'() {
    process.on('exit', () => (process.exitCode = 45));
    process.exit();
  },
  'an uncaught error'() {
    throw new Error('nobody catches this');
  },
  'a handler of uncaught errors'() {
    process.on('uncaughtException', () => process.exit(46));
    throw new Error('somebody catches this');
  },
  'an unhandled rejection': () => void Promise.reject(new Error('nobody catches this')),
};

async function main(action) {
  const analyzer = await executor.spawn(Analyzer, { module: join(__dirname, '../workers/dist/analyzer.js') });
  for (const path of ['a!hang', 'b!hang']) analyzer.work(path).catch(() => undefined);
  const areBusy = () =>
    readWorkerActivity().filter(({ currentFile }) => currentFile?.endsWith('!hang')).length === 2;
  const timer = setInterval(() => {
    if (!areBusy()) return;
    clearInterval(timer);
    actions[action]();
  }, 5);
}

void main(process.argv[2]);
