export { inMemoryTrace } from './in-memory-trace.js';
export type { InMemoryTrace } from './in-memory-trace.js';
