import fc from 'fast-check';
import { renderCrashReport } from '@threadspan/crash-hook';
import type { CrashReport, RenderOptions } from '@threadspan/crash-hook';
import { bareReport } from './sample-report';

// An independent measure: ours can't be wrong in the same way.
let stringWidth: (text: string) => number;
beforeAll(async () => {
  stringWidth = (await import('string-width')).default;
});

const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      // Of characters newer than the measure's version of Unicode nobody knows the width.
      fc.string({ unit: 'binary' }).map((text) => text.replace(/\p{Cn}/gu, '')),
      fc.constantFrom(
        ...[
          '日本語のファイル',
          '한글',
          '👩‍💻',
          '👍🏽',
          '🇩🇪',
          '❤️',
          '1️⃣',
          'e\u0301',
          'ｶﾞ',
          'ก็ำ',
          'क्षि',
          '\u200d',
          '\ufeff',
          '\u115f',
          '\u3164',
        ],
        ...[
          '\u001b[31m',
          '\u001b]8;;x\u0007',
          '\r\n',
          '\n',
          '\t',
          '\u202e',
          '\u2028',
          '\u0000',
          '\ud800',
          '\udc00',
        ],
        ...['║', ' ', '   ', 'a'.repeat(300), '/very/long/'.repeat(20), '\\u001b', 'C:\\x\\y.ts'],
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

const reports = fc
  .record({ text: hostile, path: hostile, name: hostile, column: fc.nat(400), rate: fc.double({ min: 0 }) })
  .map(({ text, path, name, column, rate }): CrashReport => {
    const context = {
      phase: text,
      currentFile: path,
      currentFunction: name,
      progress: { processed: 1, failed: 1, total: 3, rate },
      spanHierarchy: [{ name }, { name: text, attributes: { [name]: text } }],
      worker: { index: 1, count: 2, threadId: 3 },
      attempt: 2,
    };
    const stack = `${name}: ${text}\n    at ${name} (${path}:1:1)\n    at node:${name}:1:1`;
    const error = { name, message: text, code: name, stack, fields: { [name]: text, [text]: 1 } };
    return {
      version: 1,
      app: { name, version: name },
      time: name,
      error: { ...error, cause: { ...error, context }, errors: [error, { ...error, errors: [error] }] },
      location: { file: path, line: 1, column: 1 },
      code: { firstLine: 9, lines: [text, name, path], line: 10, column },
      context,
      otherWorkers: [{ ...context, since: 1 }],
      earlierCrashes: { count: 9, latest: [{ time: name, error: text, currentFile: path }] },
      previousRun: {
        pid: 1,
        startedAt: name,
        lastSeen: text,
        nodeReport: { trigger: name, event: text, usedHeap: column, heapLimit: rate },
      },
      runtime: { node: name, platform: name, arch: name, pid: 1, argv: [name, text, path] },
    };
  });

const width = fc.integer({ min: 40, max: 200 });
const isFrame = (line: string) => /^[╔╠╚║+|]/.test(line);
const box = (text: string) => text.split('\n\n', 1)[0]?.split('\n') ?? [];

it('every line of the box is as wide as asked, whatever the content', () => {
  fc.assert(
    fc.property(reports, width, (report, width) => {
      const lines = box(renderCrashReport(report, { width }));
      expect(lines.length).toBeGreaterThan(12);
      expect(lines.filter((line) => !isFrame(line) || stringWidth(line) !== width)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it('nothing but ASCII is written when unicode is off', () => {
  fc.assert(
    fc.property(reports, width, (report, width) => {
      const text = renderCrashReport(report, { width, unicode: false });
      expect(text).toMatch(/^[\n\x20-\x7e]*$/);
      expect(box(text).filter((line) => line.length !== width)).toEqual([]);
    }),
  );
});

it('no control character of a report is written, in the box or below it', () => {
  fc.assert(
    fc.property(reports, width, (report, width) => {
      expect(renderCrashReport(report, { width })).not.toMatch(
        /[^\P{Cc}\n]|\p{Cs}|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/u,
      );
    }),
  );
});

describe('of the code', () => {
  const codeLines = (report: CrashReport, options: RenderOptions) =>
    renderCrashReport(report, options).split('\n\n')[1]?.split('\n') ?? [];
  const before = hostile.map((text) => text.replace(/[\r\n]/g, ''));

  it('no line is wider than the box', () => {
    fc.assert(
      fc.property(reports, width, fc.boolean(), (report, width, unicode) => {
        const lines = codeLines(report, { width, unicode });
        expect(lines).toHaveLength(4);
        expect(lines.filter((line) => stringWidth(line) > width)).toEqual([]);
      }),
    );
  });

  it('the mark stands below its column, whatever stands before it', () => {
    fc.assert(
      fc.property(before, width, fc.boolean(), (before, width, unicode) => {
        const code = { firstLine: 1, lines: [`${before}@`], line: 1, column: before.length + 1 };
        const [line = '', mark = ''] = codeLines({ ...bareReport, code }, { width, unicode });
        const place = line.lastIndexOf('@');
        expect(place).toBeGreaterThan(0);
        expect(mark.indexOf('^')).toBe(stringWidth(line.slice(0, place)));
      }),
    );
  });
});

it('the name of a file stays, however long its path', () => {
  const file = `/${'ディレクトリ/'.repeat(700)}${'x/'.repeat(3_000)}scoring.ts`;
  const report: CrashReport = {
    ...bareReport,
    location: { file, line: 12, column: 34 },
    context: { currentFile: file, spanHierarchy: [] },
  };
  for (let width = 40; width <= 200; width++) {
    const lines = box(renderCrashReport(report, { width }));
    expect(lines.filter((line) => stringWidth(line) !== width)).toEqual([]);
    expect(lines.join('\n')).toMatch(
      / {2}Location: .*…[^]*\/scoring\.ts:12:34 *║[^]* {2}File: .*….*\/scoring\.ts *║/,
    );
  }
});
