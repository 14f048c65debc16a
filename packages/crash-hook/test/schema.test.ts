import Ajv from 'ajv/dist/2020';
import fc from 'fast-check';
import { CrashHookError, collectCrashReport, parseCrashReport } from '@threadspan/crash-hook';
import type { CrashReport } from '@threadspan/crash-hook';
import { arbitraryReport } from './arbitrary-report';
import { bareReport, fullReport } from './sample-report';

const schema = require('@threadspan/crash-hook/crash-report.schema.json') as object;
const validate = new Ajv({ allowUnionTypes: true }).compile(schema);

function isRead(text: string): boolean {
  try {
    parseCrashReport(text);
    return true;
  } catch (error) {
    if (CrashHookError.is(error) && error.code === 'REPORT_INVALID') return false;
    throw error;
  }
}

/** Whether each of the two accepts it. */
function verdicts(report: unknown): { schema: boolean; reader: boolean } {
  const text = JSON.stringify(report);
  return { schema: validate(JSON.parse(text)), reader: isRead(text) };
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [path, ...keys.flatMap((key) => pathsOf((value as Record<string, unknown>)[key], [...path, key]))];
}

/** A copy in which what stands at `path` is what `change` makes of it; `undefined` takes it away. */
function changed(value: unknown, [key, ...rest]: Path, change: (value: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  const inner = changed((value as Record<string, unknown>)[key], rest, change);
  if (Array.isArray(value))
    return value.map((entry, index) => (index === key ? (inner ?? null) : (entry as unknown)));
  const entries = Object.entries(value as object).map(([name, old]) => [
    name,
    name === key ? inner : (old as unknown),
  ]);
  return Object.fromEntries(entries.filter(([, field]) => field !== undefined));
}

const OTHERS: readonly unknown[] = [
  ...[undefined, null, true, '', 'text', '2026-03-01T12:00:05Z', 0, 1, -1, 1.5, 2 ** 31, 2 ** 53, 1e300],
  ...[[], {}, [null], ['text'], [{}], { name: 'x', message: '', stack: '' }, { extra: [[]] }],
  ...['x'.repeat(10_000), '🙂'.repeat(10_000), 'x'.repeat(10_001), Array.from({ length: 1_001 }, () => 'x')],
  Object.fromEntries(Array.from({ length: 1_001 }, (_, key) => [key, key])),
  { ['x'.repeat(10_001)]: 1 },
];

/** A report in which every field is there. */
const everyField: CrashReport = {
  ...fullReport,
  error: { ...fullReport.error, code: 'E', fields: { errno: -2, path: '/a', fatal: true } },
  code: { firstLine: 285, lines: ['', 'a.line', ''], line: 286, column: 3 },
  context: {
    ...fullReport.context,
    progress: { processed: 1, failed: 0, total: 2, rate: 0.5 },
    spanHierarchy: [
      { name: 'a', attributes: { list: ['a', null] }, traceId: 'a', spanId: 'b' },
      { name: 'b', omitted: 2 },
    ],
  },
  timelines: [
    {
      worker: { index: 1, count: 2, threadId: 3 },
      entries: [{ from: 1.5, to: 2, count: 1, phase: 'p', currentFile: 'f', currentFunction: 'g' }],
      lostAt: 3,
    },
  ],
  earlierCrashes: { count: 1, latest: [{ time: fullReport.time, error: 'E', currentFile: 'f' }] },
  previousRun: {
    pid: 1,
    startedAt: fullReport.time,
    lastSeen: fullReport.time,
    nodeReport: { trigger: 'FatalError', event: 'out of memory', usedHeap: 1, heapLimit: 2 },
  },
};

describe('the published schema', () => {
  it('accepts reports in which everything or nothing is known, as the reader does', () => {
    for (const report of [everyField, fullReport, bareReport]) {
      expect(verdicts(report)).toEqual({ schema: true, reader: true });
    }
  });

  it('agrees with the reader on every field that is missing, of another type or too large', () => {
    const disagreements: string[] = [];
    let refused = 0;
    for (const path of pathsOf(everyField)) {
      for (const other of OTHERS) {
        const report = changed(everyField, path, () => other);
        if (report === undefined) continue;
        const { schema, reader } = verdicts(report);
        if (!schema) refused += 1;
        if (schema !== reader)
          disagreements.push(
            `${path.join('.')} ${String(JSON.stringify(other)).slice(0, 40)}: schema ${schema}`,
          );
      }
    }
    expect(disagreements).toEqual([]);
    expect(refused).toBeGreaterThan(1_000);
  });

  it('agrees with the reader on reports with anything in them, and on what comes of changing them anywhere', () => {
    const change = fc.oneof(
      fc.constantFrom(...OTHERS).map((other) => () => other),
      fc.jsonValue().map((other) => () => other),
      fc.constant((value: unknown) => [value]),
      fc.constant((value: unknown) => ({ cause: value, spanHierarchy: value, name: value })),
    );
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(arbitraryReport, fc.nat(), change, (report, where, change) => {
        expect(verdicts(report)).toEqual({ schema: true, reader: true });
        const paths = pathsOf(report);
        const mutant = changed(report, paths[where % paths.length] ?? [], change) ?? null;
        const { schema, reader } = verdicts(mutant);
        expect(reader).toBe(schema);
        seen[schema ? 'accepted' : 'refused'] += 1;
      }),
      { numRuns: 500 },
    );
    expect(seen.accepted).toBeGreaterThan(0);
    expect(seen.refused).toBeGreaterThan(0);
  });

  it('accepts whatever is collected, as the reader does', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
    });
    const position = fc.oneof(fc.nat().map(String), fc.constantFrom('0', '00', '9'.repeat(400), '-1', '1e9'));
    const stack = fc
      .tuple(fc.string(), position, position)
      .map(
        ([file, line, column]) =>
          `Error: e\n    at f (/${file}:${line}:${column})\n    at /b.js:${line}:${column}`,
      );
    const fields = fc.record(
      {
        ...{ name: anything, message: anything, code: anything, cause: anything, errors: anything },
        stack: fc.oneof(
          stack,
          stack.map((text) => `/a.js:${'9'.repeat(400)}\ncode\n  ^\n${text}`),
          anything,
        ),
        own: anything,
      },
      { requiredKeys: [] },
    );
    const thrown = fc.oneof(
      anything,
      fields,
      fields.map((own) => Object.assign(new Error('e'), own)),
    );
    fc.assert(
      fc.property(thrown, (thrown) => {
        expect(verdicts(collectCrashReport(thrown))).toEqual({ schema: true, reader: true });
      }),
      { numRuns: 500 },
    );
  });

  it('lets fields through that it does not know, as the reader does', () => {
    const text = JSON.stringify({
      ...bareReport,
      later: { a: [1] },
      error: { ...bareReport.error, later: null },
    });
    expect(validate(JSON.parse(text))).toBe(true);
    expect(parseCrashReport(text)).toEqual(JSON.parse(text));
  });
});
