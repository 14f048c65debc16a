// Takes a while to load in a worker.
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import analyzer from '../workers/dist/analyzer.js';

if (!isMainThread) await sleep(200);

export const { Analyzer } = analyzer;
