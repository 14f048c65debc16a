import fc from 'fast-check';
import type { CrashReport, ReportedError } from '@threadspan/crash-hook';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('', '\u001b[31m', '\ud800', '日本語', '__proto__'),
);
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const count = fc.maxSafeNat();
const position = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const time = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date('2200') })
  .map((date) => date.toISOString());
const scalar = fc.oneof(text, number, fc.boolean());

// `JSON.parse` makes an own `__proto__`, where an assignment would change the prototype.
const named = (values: fc.Arbitrary<unknown>) =>
  fc
    .array(fc.tuple(text, values), { maxLength: 4 })
    .map((entries) => Object.fromEntries(entries) as Record<string, never>);

/** An object that has all the fields of the first kind and some of the second. */
function some<T>(required: object, optional: object = {}): fc.Arbitrary<T> {
  const keys = Object.keys(required) as never[];
  return fc.record({ ...required, ...optional }, { requiredKeys: keys }) as fc.Arbitrary<T>;
}

const worker = some({ index: count, count, threadId: fc.integer() });
const analysis = { phase: text, currentFile: text, currentFunction: text };
const span = some(
  { name: text },
  {
    attributes: named(fc.oneof(scalar, fc.array(fc.oneof(scalar, fc.constant(null)), { maxLength: 3 }))),
    traceId: text,
    spanId: text,
    omitted: count,
  },
);
const spanHierarchy = fc.array(span, { maxLength: 3 });
const contextFields = {
  ...analysis,
  progress: some({ processed: count, failed: count, total: count }, { rate: number }),
  traceId: text,
  spanId: text,
  worker,
  attempt: count,
};
const context = some({ spanHierarchy }, contextFields);

const { error } = fc.letrec<{ error: ReportedError }>((tie) => ({
  error: some(
    { name: text, message: text, stack: text },
    {
      code: text,
      fields: named(scalar),
      cause: fc.oneof({ maxDepth: 3 }, fc.constant({ name: 'E', message: '', stack: '' }), tie('error')),
      errors: fc.array(
        fc.oneof({ maxDepth: 3 }, fc.constant({ name: 'E', message: '', stack: '' }), tie('error')),
        {
          maxLength: 2,
        },
      ),
      context,
    },
  ),
}));

const timeline = some(
  { worker, entries: fc.array(some({ from: number, count }, { ...analysis, to: number }), { maxLength: 3 }) },
  { lostAt: number },
);

/** Reports with anything in them that a report may have. */
export const arbitraryReport = some<CrashReport>(
  {
    version: fc.constant(1),
    app: some({ name: text }, { version: text }),
    time,
    error,
    context,
    runtime: some({ node: text, platform: text, arch: text, pid: count, argv: fc.array(text) }),
  },
  {
    location: some({ file: text, line: position, column: position }),
    code: some({
      firstLine: position,
      lines: fc.array(text),
      line: position,
      column: fc.integer({ min: 1, max: 10_000 }),
    }),
    otherWorkers: fc.array(some({ spanHierarchy }, { ...contextFields, since: number }), { maxLength: 3 }),
    timelines: fc.array(timeline, { maxLength: 3 }),
    earlierCrashes: some({
      count,
      latest: fc.array(some({ time, error: text }, { currentFile: text }), { maxLength: 5 }),
    }),
    previousRun: some(
      { pid: count, startedAt: time, lastSeen: time },
      { nodeReport: some({ trigger: text, event: text }, { usedHeap: number, heapLimit: number }) },
    ),
  },
);
