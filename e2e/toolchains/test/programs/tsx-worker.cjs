// tsx does not follow into workers by itself.
require('tsx/cjs/api').register();
exports.Analyzer = require('../../src/analyzer.ts').Analyzer;
