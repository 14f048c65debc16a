// The command without the first of its options, `--redis URL`.
process.argv.splice(2, 2);
require('../../bin/threadspan-worker.js');
