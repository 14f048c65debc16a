import { inMemoryTrace } from '@threadspan/testing';
import { initTracing } from '@threadspan/tracing';

/** A trace that an SDK fills, and is empty at the start of each test. */
export function traced() {
  const trace = inMemoryTrace();
  const tracing = initTracing({ spanProcessors: [trace] });
  beforeEach(() => trace.clear());
  afterAll(() => tracing.shutdown());
  return trace;
}
