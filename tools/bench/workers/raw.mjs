import { parentPort } from 'node:worker_threads';
import * as work from './work.mjs';

parentPort.on('message', ({ id, name, value, move }) => {
  const result = work[name](value);
  parentPort.postMessage({ id, result }, move ? [result.buffer] : []);
});
