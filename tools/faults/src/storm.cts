// Loaded before all else in every thread: no worker lives longer than it takes to load its script.
import { isMainThread } from 'node:worker_threads';

if (!isMainThread) setImmediate(() => process.exit(13));
