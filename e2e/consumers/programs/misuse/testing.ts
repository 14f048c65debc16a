import { expectContext, expectSpanTree, inMemoryTrace } from '@threadspan/testing';

const trace = inMemoryTrace();

// @ts-expect-error -- the spans come from the SDK
trace.spans = [];

// @ts-expect-error -- spans, not their names
export const names: readonly string[] = trace.spans;

// @ts-expect-error -- a pattern is text or objects
expectSpanTree(trace).toMatch(1);

// @ts-expect-error -- no context has a colour
expectContext().toMatch({ colour: 'red' });
