import { createRequire } from 'node:module';
import type * as ThreadsWorker from 'threads/worker' with { 'resolution-mode': 'require' };
import { work } from '../faulty-work.js';

// Its types are for CommonJS alone.
const { expose } = createRequire(import.meta.url)('threads/worker') as typeof ThreadsWorker;

expose({ work });
