const { install } = require('./install.cjs');

process.on('uncaughtException', () => process.exit(3));
install();
throw new Error('boom');
