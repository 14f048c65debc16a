const { withPhase, withSpan } = require('@threadspan/context');
const { install } = require('./install.cjs');

install();
withSpan('outer', () =>
  withPhase('debt_scoring', async () => {
    await null;
    await withSpan('inner', async () => {
      await null;
      throw new RangeError('rejected');
    });
  }),
);
setTimeout(() => console.log('went on'), 20);
