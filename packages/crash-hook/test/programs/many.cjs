// Several errors in one run, by the way that the argument says.
const { withCurrentFile } = require('@threadspan/context');
const { reportSilentWorkerLoss } = require('@threadspan/context/ports');
const { install } = require('./install.cjs');

const hook = install();
const rethrow = (error) => {
  throw error;
};
const reportByHand = (count) =>
  Array.from({ length: count }, (_, i) => {
    const error = new Error(`error ${i + 1}, token=abc${i + 1}`);
    try {
      withCurrentFile(`${i + 1}.ts`, () => rethrow(error));
    } catch {
      hook.report(error);
    }
    return error;
  });

const ways = {
  'one tick': () => {
    process.on('uncaughtException', () => {});
    for (let i = 1; i <= 12; i++) process.nextTick(() => rethrow(new Error(`error ${i}`)));
  },
  'then fatal': () => {
    reportByHand(11);
    rethrow(new Error('fatal'));
  },
  'one of them fatal': () => rethrow(reportByHand(11).at(-1)),
  'one error, many handlers': () => {
    process.on('uncaughtException', (error) => {
      hook.report(error);
      if (error.rethrown) return;
      error.rethrown = true;
      process.nextTick(rethrow, error);
      void Promise.reject(error);
    });
    rethrow(reportByHand(1)[0]);
  },
  'one error, wrapped': () => {
    const [error] = reportByHand(1);
    rethrow(new Error('wrapped', { cause: error }));
  },
  'lost workers': () => {
    for (const index of [1, 2]) reportSilentWorkerLoss(new Error(`worker ${index} is gone`));
  },
};
ways[process.argv[2]]();
