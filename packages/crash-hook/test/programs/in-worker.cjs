const { Worker, isMainThread } = require('node:worker_threads');
const { install } = require('./install.cjs');

if (isMainThread) {
  new Worker(__filename).on('error', (error) => console.log(`main heard: ${error.message}`));
} else {
  install();
  throw new Error('boom');
}
