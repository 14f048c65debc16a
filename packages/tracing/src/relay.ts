// For `threadspan-worker --import @threadspan/tracing/relay`, and `node --import`.
import { isMainThread } from 'node:worker_threads';
import { initSpanRelay } from './init-span-relay.js';

// Its threads are told by the main thread.
if (isMainThread) initSpanRelay();
