const { crashOf } = require('./crash-of.cjs');

/** A crash in a worker thread that nobody handles: the report knows the file and the worker. */
async function run({ file }) {
  return crashOf([file('crash-in-worker'), file('analyzer')]);
}

module.exports = { run };
