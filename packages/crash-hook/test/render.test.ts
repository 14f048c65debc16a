import { stripVTControlCharacters } from 'node:util';
import { renderCrashReport } from '@threadspan/crash-hook';
import type { CrashReport, RenderOptions } from '@threadspan/crash-hook';
import { bareReport, fullReport } from './sample-report';

const footer = { savedPath: '/tmp/crash.json', issueUrl: 'https://example.com/debtscan/issues/new' };

const withError = (error: Partial<CrashReport['error']>): CrashReport => ({
  ...bareReport,
  error: { name: 'Error', message: 'boom', stack: '', ...error },
});
const withContext = (context: Partial<CrashReport['context']>): CrashReport => ({
  ...bareReport,
  context: { spanHierarchy: [], ...context },
});
const rows = (text: string) => text.split('\n').filter((line) => line.startsWith('║'));
const inBox = (report: CrashReport, options?: RenderOptions) =>
  rows(renderCrashReport(report, options)).map((row) => row.slice(1, -1).trim());

describe('the whole text', () => {
  it('is the same each time', () => {
    expect(renderCrashReport(fullReport, footer)).toBe(
      renderCrashReport(structuredClone(fullReport), footer),
    );
  });

  it('differs in colour by nothing but escape sequences', () => {
    const colored = renderCrashReport(fullReport, { ...footer, color: true });
    expect(colored).toContain('\u001b[1m\u001b[31mERROR: ');
    expect(stripVTControlCharacters(colored)).toBe(renderCrashReport(fullReport, footer));
  });

  it('takes a width out of range to the nearest in range', () => {
    expect(renderCrashReport(fullReport, { width: 3 })).toBe(renderCrashReport(fullReport, { width: 40 }));
    expect(renderCrashReport(fullReport, { width: 1e9 })).toBe(renderCrashReport(fullReport, { width: 200 }));
    expect(renderCrashReport(fullReport, { width: NaN })).toBe(renderCrashReport(fullReport));
  });
});

describe('the error', () => {
  it('is shown with its code', () => {
    expect(inBox(withError({ code: 'E_BOOM' }))).toContain('ERROR: Error: boom (E_BOOM)');
  });

  it('is shown without a code that its message has already', () => {
    expect(inBox(withError({ message: 'ENOENT: no file', code: 'ENOENT' }))).toContain(
      'ERROR: Error: ENOENT: no file',
    );
  });

  it('keeps the lines of its message', () => {
    const box = inBox(withError({ message: 'first\n  second\r\nthird' }));
    expect(box.slice(1, 4)).toEqual(['ERROR: Error: first', 'second', 'third']);
  });

  it('is cut after a hundred lines', () => {
    const box = inBox(withError({ message: Array.from({ length: 250 }, (_, i) => `line ${i}`).join('\n') }));
    expect(box.slice(100, 103)).toEqual(['line 99', '… 150 more lines', 'OPERATION CONTEXT:']);
  });

  it('shows control and bidi characters instead of sending them', () => {
    const text = renderCrashReport(withError({ message: 'a\u001b[31mb\u0007\u202ec\u2066d\u009be\u200bf' }));
    expect(text).toContain('a\\u001b[31mb\\u0007\\u202ec\\u2066d\\u009be\\u200bf');
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u);
  });

  it('shows a line break in a path instead of sending it', () => {
    expect(inBox(withContext({ currentFile: 'a\nb.ts' }))).toContain('File: a\\nb.ts');
  });
});

describe('the context', () => {
  it('says that no phase is set when nothing is known', () => {
    expect(inBox(bareReport)).toContain('Phase: not set');
  });

  it('leaves out what is not known', () => {
    expect(inBox(withContext({ currentFile: 'src/a.ts' })).slice(2)).toEqual([
      'OPERATION CONTEXT:',
      'File: src/a.ts',
    ]);
  });

  it('leaves out a first attempt', () => {
    expect(inBox(withContext({ phase: 'parsing', attempt: 1 }))).not.toContain('Attempt: 1');
  });

  it('rounds the share of finished files down', () => {
    const progress = { processed: 999, failed: 0, total: 1000 };
    expect(inBox(withContext({ progress }))).toContain('Progress: 999 / 1000 files (99%)');
  });

  it('cuts a long path in the middle and keeps the file name', () => {
    const currentFile = `/home/${'x'.repeat(200)}/src/analysis/complexity.ts`;
    const line = inBox(withContext({ currentFile }), { width: 60 }).find((row) => row.startsWith('File:'));
    expect(line).toMatch(/^File: \/home\/x+….*\/complexity\.ts$/);
  });

  it('keeps the end of a file name that is too long', () => {
    const line = inBox(withContext({ currentFile: `/src/${'x'.repeat(200)}.test.ts` }), { width: 40 })[3];
    expect(line).toMatch(/^File: ….*x\.test\.ts$/);
  });

  it('wraps a long hierarchy', () => {
    const spanHierarchy = Array.from({ length: 12 }, (_, i) => ({ name: `level_number_${i}` }));
    const text = inBox(withContext({ spanHierarchy })).join(' ');
    expect(text).toContain(spanHierarchy.map(({ name }) => name).join(' > '));
  });
});

describe('stacks', () => {
  const lines = [
    '    at readFileSync (node:fs:441:20)',
    '    at Object.<anonymous> (/app/node_modules/x/index.js:1:1)',
    '    at load (/app/src/load.ts:3:7)',
    '    at Module._compile (node:internal/modules/cjs/loader:1554:14)',
  ];
  const report = withError({ stack: ['Error: boom', ...lines].join('\n') });
  const section = (text: string) =>
    text
      .split('\n\n')
      .find((part) => part.startsWith('Stack:'))
      ?.split('\n')
      .slice(1);

  it('fold what is not the program’s own, but for the frame that threw', () => {
    expect(section(renderCrashReport(report))).toEqual([
      '  at readFileSync (node:fs:441:20)',
      '  ⋮ 1 frame hidden',
      '  at load (/app/src/load.ts:3:7)',
      '  ⋮ 1 frame hidden',
    ]);
  });

  it('are complete with verbosity 2', () => {
    expect(section(renderCrashReport(report, { verbosity: 2 }))).toEqual(lines.map((line) => line.slice(2)));
  });

  it('are left out with verbosity 0', () => {
    expect(section(renderCrashReport(report, { verbosity: 0 }))).toBeUndefined();
  });

  it('do not take a message that looks like a frame for one', () => {
    const message = 'boom\n    at fake (/fake.ts:1:1)';
    const stack = `Error: ${message}\n    at real (/app/src/real.ts:2:2)`;
    const text = renderCrashReport(withError({ message, stack }));
    expect(section(text)).toEqual(['  at real (/app/src/real.ts:2:2)']);
  });
});

it('frames of our own packages are folded wherever they lay when the report was made', () => {
  const paths = ['/app/src/a.ts', '@threadspan/executor/dist/pool.js', '~/x/packages/executor/dist/a.js'];
  const stack = ['Error: boom', ...paths.map((path) => `    at f (${path}:1:2)`)].join('\n');
  expect(renderCrashReport(withError({ stack }))).toContain(
    '  at f (/app/src/a.ts:1:2)\n  ⋮ 1 frame hidden\n  at f (~/x/packages/executor/dist/a.js:1:2)\n',
  );
});

it.each([
  ['/a (b)/c.js', 'at f (/a (b)/c.js:1:2)'],
  ['/c.js', 'at Object.<anonymous> [as f: (x)] (/c.js:1:2)'],
  ['C:\\a (b)\\c.js', 'at f (C:\\a (b)\\c.js:1:2)'],
  ['webpack:///a.js', 'at async f (webpack:///a.js:1:2)'],
  ['/a.js', 'at async /a.js:1:2'],
])('a frame in %s is the program’s own', (_, frame) => {
  const stack = `Error: boom\n    at node:fs:1:1\n    ${frame}\n    at node:fs:2:1`;
  expect(renderCrashReport(withError({ stack }))).toContain(`\n  ${frame}\n  ⋮ 1 frame hidden\n`);
});

it('a frame that names no file is nobody’s', () => {
  const stack = 'Error: boom\n    at f (/a.js:1:1)\n    at f (C::3:4)\n    at f (/b.js:1:1)';
  expect(renderCrashReport(withError({ stack }))).toContain('(/a.js:1:1)\n  ⋮ 1 frame hidden\n  at f (/b.js');
});
