import { inMemoryTrace } from '@threadspan/testing';

const trace = inMemoryTrace();

// @ts-expect-error -- the spans come from the SDK
trace.spans = [];

// @ts-expect-error -- spans, not their names
export const names: readonly string[] = trace.spans;
