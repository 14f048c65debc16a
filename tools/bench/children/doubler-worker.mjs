import { parentPort } from 'node:worker_threads';
import { Doubler } from '../../soak/doubler.mjs';

const doubler = new Doubler();

parentPort.on('message', (value) => parentPort.postMessage(doubler.double(value)));
