const { crashOf } = require('./crash-of.cjs');

/** A child process that crashes: its exit code, what it prints, and what it leaves. */
async function run({ file }) {
  return crashOf([file('crash')]);
}

module.exports = { run };
