// tsx does not follow into workers by itself.
require('tsx/cjs/api').register();
module.exports = require('../src/in-worker.ts');
