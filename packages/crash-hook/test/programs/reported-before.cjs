const { install } = require('./install.cjs');

const hook = install();
const error = new Error('boom');
const { path, text, report } = hook.report(error);
console.log(JSON.stringify({ path, text, message: report.error.message, again: hook.report(error).path }));
if (process.argv[2] === 'throw') throw error;
