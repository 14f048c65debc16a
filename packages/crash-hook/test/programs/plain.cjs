const { install } = require('./install.cjs');

install();
const value = process.argv[2] === undefined ? new Error('boom') : JSON.parse(process.argv[2]);
throw value;
