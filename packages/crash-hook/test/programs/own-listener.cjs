const { install } = require('./install.cjs');

process.on('uncaughtException', (error) => console.log(`listener: ${error.message}`));
install();
setTimeout(() => console.log('went on'), 20);
throw new Error('boom');
