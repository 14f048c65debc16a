import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  parseCrashReport,
  readCrashReport,
  renderCrashReport,
  renderCrashReportHtml,
} from '@threadspan/crash-hook';
import { bareReport } from './sample-report';

const json = JSON.stringify(bareReport);
const plainError = JSON.stringify(bareReport.error);

/** The bare report with `text` as its error. */
const withError = (text: string) => json.replace(plainError, () => text);

function nest(depth: number, around: readonly [string, string]): string {
  return around[0].repeat(depth) + plainError + around[1].repeat(depth);
}

const CAUSE = ['{"name":"E","message":"","stack":"","cause":', '}'] as const;
const ERRORS = ['{"name":"E","message":"","stack":"","errors":[', ']}'] as const;

describe('a report file that somebody made up', () => {
  it.each([
    ['causes', CAUSE],
    ['aggregated errors', ERRORS],
  ])('may nest %s 64 deep', (_, around) => {
    const report = parseCrashReport(withError(nest(64, around)));
    expect(renderCrashReport(report)).toContain('CRASH REPORT');
    for (const depth of [65, 100_000]) {
      expect(() => parseCrashReport(withError(nest(depth, around)))).toThrow(
        expect.objectContaining({
          code: 'REPORT_INVALID',
          message:
            'the text is no crash report. Expected causes and aggregated errors to be nested at most 64 deep, got more.',
        }),
      );
    }
  });

  it('may nest what is no part of a report as deep as it likes', () => {
    const deep = `${'['.repeat(500_000)}${']'.repeat(500_000)}`;
    const report = parseCrashReport(json.replace('{', () => `{"later":${deep},`));
    expect(renderCrashReport(report)).toBe(renderCrashReport(bareReport));
  });

  it.each<[string, object, string]>([
    ['spans', { context: { spanHierarchy: repeat(1_000_000, { name: '' }) } }, 'context.spanHierarchy'],
    ['workers', { otherWorkers: repeat(100_000, { spanHierarchy: [] }) }, 'otherWorkers'],
    [
      'aggregated errors',
      { error: { ...bareReport.error, errors: repeat(1_001, bareReport.error) } },
      'error.errors',
    ],
  ])('is refused for its many %s', (_, fields, where) => {
    const text = JSON.stringify({ ...bareReport, ...fields });
    expect(() => parseCrashReport(text)).toThrow(`Expected \`${where}\` to have at most 1000 entries, got `);
  });

  it('is refused for what it has in all, where no part of it is too large', () => {
    const workers = repeat(1_000, { spanHierarchy: repeat(100, { name: '' }) });
    const text = JSON.stringify({ ...bareReport, otherWorkers: workers });
    expect(() => parseCrashReport(text)).toThrow('at most 100000 objects and entries of lists in all');
  });

  it('is refused for its size', () => {
    const directory = mkdtempSync(join(tmpdir(), 'threadspan-test-'));
    const large = json + ' '.repeat(20_000_000);
    const path = join(directory, 'large.json');
    writeFileSync(path, large);
    const tooLarge = (source: string) => ({
      code: 'REPORT_INVALID',
      message: `${source} is no crash report. Expected at most 20 MB, got more.`,
    });
    try {
      expect(() => readCrashReport(path)).toThrow(expect.objectContaining(tooLarge(path)));
      expect(() => parseCrashReport(large)).toThrow(expect.objectContaining(tooLarge('the text')));
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it.each<[string, object]>([
    ['spans with long names', { context: { spanHierarchy: repeat(600, { name: '日'.repeat(10_000) }) } }],
    [
      'a list of long texts',
      { context: { spanHierarchy: [{ name: 's', attributes: { list: repeat(600, '日'.repeat(10_000)) } }] } },
    ],
    ['lines that look like frames', { error: withStacks(`    at ${' (a'.repeat(650)})`) }],
    ['lines that end like frames', { error: withStacks(`    at ${' (a'.repeat(640)}/b:c:1:1)`) }],
  ])('is shown soon, although it has 18 MB of %s', (_, fields) => {
    const text = JSON.stringify({ ...bareReport, ...fields });
    expect(Buffer.byteLength(text)).toBeGreaterThan(17_000_000);
    const report = parseCrashReport(text);
    expect(renderCrashReport(report, { width: 40 })).toContain('CRASH REPORT');
    expect(renderCrashReport(report, { width: 200, verbosity: 2 })).toContain('CRASH REPORT');
    expect(renderCrashReportHtml(report)).toContain('crash report</h1>');
  });

  it('has names that are names only, whatever they mean elsewhere', () => {
    const names = '{"__proto__":"p","constructor":"c","toString":"t"}';
    const spans = `[{"name":"a","attributes":${names}}]`;
    const error = plainError.replace('{', () => `{"fields":${names},`);
    const report = parseCrashReport(
      withError(error).replace('"spanHierarchy":[]', () => `"spanHierarchy":${spans}`),
    );
    const { attributes = {} } = report.context.spanHierarchy[0]!;
    expect(Object.entries(attributes)).toEqual([
      ['__proto__', 'p'],
      ['constructor', 'c'],
      ['toString', 't'],
    ]);
    expect(Object.entries(report.error.fields!)).toEqual(Object.entries(attributes));
    expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
    expect(renderCrashReport(report)).toContain('    __proto__: p\n    constructor: c\n    toString: t\n');
    const polluting = parseCrashReport(
      json.replace('{', () => '{"__proto__":{"location":1,"polluted":true},'),
    );
    expect(Object.getPrototypeOf(polluting)).toBe(Object.prototype);
    expect(({} as { polluted?: true }).polluted).toBeUndefined();
  });
});

function repeat<T>(length: number, entry: T): T[] {
  return Array.from({ length }, () => entry);
}

function withStacks(line: string) {
  const stack = `E: m${`\n${line}`.repeat(100)}`;
  return { ...bareReport.error, errors: repeat(95, { name: 'E', message: 'm', stack }) };
}
