import { InMemorySpanExporter, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { collectCrashReport } from '@threadspan/crash-hook';
import {
  executionModes,
  expectContext,
  expectCrashReport,
  expectErrorContext,
  expectSpanTree,
  formatSpanTree,
  inMemoryTrace,
  observe,
  spanTree,
} from '@threadspan/testing';
import type { ExpectedContext, SpanPattern, SpanTreePattern } from '@threadspan/testing';
import { initTracing, summarizeSpans, withWorkerSpans } from '@threadspan/tracing';

// What compiles, and what does not. Checked by the `typecheck` script; never run.

/** A trace goes wherever processors and spans do. */
export function fits(): void {
  const trace = inMemoryTrace();
  initTracing({ spanProcessors: [trace] });
  new NodeTracerProvider({ spanProcessors: [trace, withWorkerSpans(trace)] });
  summarizeSpans(trace.spans);
  expectSpanTree(new InMemorySpanExporter().getFinishedSpans()).toBeOneTrace();
  formatSpanTree(trace, { attributes: ['file.path'], sort: 'name' });
}

/** Patterns with the matchers of test runners, with optional parts that are undefined. */
export function patterns(status: SpanPattern['status'], more?: SpanTreePattern): SpanTreePattern {
  return [
    'root',
    { name: /^a/, status, children: more, count: { min: 1 } },
    {
      name: expect.stringContaining('b'),
      attributes: { 'file.path': /\.ts$/, files: (files) => files === 3, list: ['a', 'b'], gone: undefined },
      kind: 'SERVER',
      events: ['exception', { name: 'read', attributes: expect.anything() }],
      children: [{ name: 'c' }, 'd × 3'],
    },
  ];
}

// @ts-expect-error -- a span has a name
export const nameless: SpanPattern = { attributes: {} };

// @ts-expect-error -- kinds are those of OpenTelemetry, in capitals
export const lowerCase: SpanPattern = { name: 'a', kind: 'server' };

// @ts-expect-error -- as are statuses
export const failed: SpanPattern = { name: 'a', status: 'FAILED' };

// @ts-expect-error -- a misspelt option would allow nothing
expectSpanTree([]).toMatch('a', { allowExtras: true });

// @ts-expect-error -- a span that has not ended is none of these
expectSpanTree([{ name: 'a' }]);

export const known: ExpectedContext = {
  phase: 'a_phase_of_my_own',
  currentFile: /\.ts$/,
  progress: { processed: (count) => count > 1 },
  spanHierarchy: ['a', /b/, { name: 'c', attributes: { n: 1 } }],
  worker: { index: 1 },
  attempt: 2,
};

// @ts-expect-error -- a file is called `currentFile`
expectContext().toMatch({ file: 'a.ts' });

// @ts-expect-error -- counts are numbers
expectErrorContext(new Error()).toMatch({ progress: { processed: '1' } });

/** A report of the crash hook has the fields of its own type. */
export function report(): void {
  const expectation = expectCrashReport(collectCrashReport(new Error()));
  expectation.toMatch({
    error: { cause: { message: /a/ } },
    location: { line: 1 },
    runtime: { node: expect.any(String) },
  });
  // @ts-expect-error -- a report has no such field
  expectation.toMatch({ errors: [] });
  // @ts-expect-error -- lines are numbers
  expectation.toMatch({ location: { line: '1' } });
}

/** What comes of a call has the type of its value, awaited, until it is known to have failed. */
export async function outcome(): Promise<number> {
  const observed = await observe(async () => 1, { trace: inMemoryTrace() });
  if (observed.failed) {
    const nothing: undefined = observed.value;
    return observed.context?.spanHierarchy.length ?? Number(nothing);
  }
  // @ts-expect-error -- it did not fail
  const phase = observed.context.phase;
  return observed.value + Number(phase) + summarizeSpans(observed.spans).length;
}

describe.each(executionModes)('%s', (where: string, workers: number) => {
  it(where, () => expect(workers).toBe(0));
});

for (const { name, children } of spanTree([])) {
  const below: number = children.length;
  // @ts-expect-error -- ids are left out, as they differ from run to run
  expectSpanTree([]).toMatch({ name, count: below, id: 'a' });
}
