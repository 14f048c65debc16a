// Throws an error whose message is the first argument, as it is in JSON.
const { install } = require('./install.cjs');

install();
throw new Error(JSON.parse(process.argv[2]));
