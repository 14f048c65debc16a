const { install } = require('./install.cjs');

const hook = install({
  onReport: ({ report }) => hook.report(new Error(`after ${report.error.message}`)),
  redact: (text) => {
    if (text === 'boom') hook.report(new Error('while redacting'));
    return text;
  },
});
throw new Error('boom');
