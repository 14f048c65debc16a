const { withPhase } = require('@threadspan/context');
const { install } = require('./install.cjs');

install();
withPhase('parsing', async () => {
  await null;
  throw JSON.parse(process.argv[2]);
});
