import { expectContext, expectSpanTree, inMemoryTrace, observe } from '@threadspan/testing';
import { initTracing } from '@threadspan/tracing';
import { Analyzer } from './analyzer.mjs';

/** Expectations on the spans of annotated methods: one that is met, and one that is not. */
export async function run() {
  const trace = inMemoryTrace();
  const tracing = initTracing({ spanProcessors: [trace] });
  expectContext().toMatch({ spanHierarchy: [] });
  const { value, spans } = await observe(() => new Analyzer().score(['src/a.ts']), { trace });
  await tracing.shutdown();
  expectSpanTree(trace).toBeOneTrace();
  expectSpanTree(trace).toMatch('debt_scoring\n  process_file {file.path: src/a.ts}');
  let difference;
  try {
    expectSpanTree(trace).toMatch('debt_scoring\n  process_file × 2');
  } catch (error) {
    difference = error.message.split('\n')[2];
  }
  return { items: value.length, spans: spans.length, difference };
}
