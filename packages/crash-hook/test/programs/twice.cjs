const { install } = require('./install.cjs');

const first = install();
const second = install({ appName: 'other' });
if (process.argv[2] === 'uninstall-one') first.uninstall();
if (process.argv[2] === 'uninstall-one-twice') for (const hook of [first, first]) hook.uninstall();
if (process.argv[2] === 'uninstall-both') for (const hook of [first, second]) hook.uninstall();
throw new Error('boom');
