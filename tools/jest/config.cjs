const configure = require('./configure.cjs');

module.exports = { ...configure(process.cwd()), testTimeout: 60_000 };
