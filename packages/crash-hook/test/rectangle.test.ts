import fc from 'fast-check';
import { renderCrashReport } from '@threadspan/crash-hook';
import type { CrashReport } from '@threadspan/crash-hook';
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
  .record({ text: hostile, path: hostile, name: hostile })
  .map(({ text, path, name }): CrashReport => ({
    ...bareReport,
    app: { name },
    error: { name, message: text, code: name, stack: '' },
    location: { file: path, line: 1, column: 1 },
    context: {
      phase: text,
      currentFile: path,
      currentFunction: name,
      progress: { processed: 1, failed: 1, total: 3 },
      spanHierarchy: [{ name }, { name: text, attributes: { [name]: text } }],
      worker: { index: 1, count: 2, threadId: 3 },
    },
  }));

const width = fc.integer({ min: 40, max: 200 });
const isFrame = (line: string) => /^[╔╠╚║+|]/.test(line);
const box = (text: string) => text.split('\n\n', 1)[0]?.split('\n') ?? [];

it('every line of the box is as wide as asked, whatever the content', () => {
  fc.assert(
    fc.property(reports, width, (report, width) => {
      const lines = box(renderCrashReport(report, { width }));
      expect(lines.length).toBeGreaterThan(8);
      expect(lines.filter((line) => !isFrame(line) || stringWidth(line) !== width)).toEqual([]);
    }),
    { numRuns: 500 },
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
