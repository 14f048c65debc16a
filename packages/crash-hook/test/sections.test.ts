import { stripVTControlCharacters } from 'node:util';
import { renderCrashReport } from '@threadspan/crash-hook';
import type { CrashReport, RenderOptions } from '@threadspan/crash-hook';
import { aggregate, previousRun, workerLost } from './interesting-reports';
import { bareReport, fullReport } from './sample-report';

const sections = (report: CrashReport, options?: RenderOptions) =>
  renderCrashReport(report, options).trimEnd().split('\n\n').slice(1);
const section = (start: string, report: CrashReport, options?: RenderOptions) =>
  sections(report, options)
    .find((text) => text.startsWith(start))
    ?.split('\n');
const inBox = (report: CrashReport) =>
  renderCrashReport(report)
    .split('\n')
    .filter((line) => line.startsWith('║'))
    .map((row) => row.slice(1, -1).trim());

it('what is below the box comes in this order', () => {
  const everything: CrashReport = {
    ...fullReport,
    ...workerLost,
    error: fullReport.error,
    code: aggregate.code!,
  };
  const withFields = { ...everything, error: { ...everything.error, fields: { errno: -2 } } };
  const footer = { savedPath: '/tmp/crash.json', issueUrl: 'https://example.com/bugs' };
  expect(sections(withFields, footer).map((text) => text.split(/[\n:|]/, 1)[0]?.trim())).toEqual([
    '98',
    'Stack',
    'Fields',
    'Caused by',
    'Errors',
    'Spans',
    'Other workers',
    'Earlier in this run',
    expect.stringMatching(/^debtscan 2\.4\.0, Node v20\.19\.0, linux x64, pid 4242, 2026-/),
    'Report saved',
    'THREADSPAN_BACKTRACE=full shows every frame.',
  ]);
});

it('of a bare report there is only the environment', () => {
  expect(sections(bareReport)).toEqual([
    'debtscan, Node v20.19.0, linux x64, pid 4242, 2026-03-01T12:00:05.250Z',
  ]);
});

describe('the code', () => {
  const withCode = (lines: readonly string[], column: number, firstLine = 1): CrashReport => ({
    ...bareReport,
    code: { firstLine, lines, line: firstLine + lines.length - 1, column },
  });
  const code = (report: CrashReport, options?: RenderOptions) => sections(report, options)[0]?.split('\n');

  it('is numbered, with a mark below the column', () => {
    expect(code(withCode(['one();', '', 'three( );'], 7, 99))).toEqual([
      '   99 | one();',
      '  100 |',
      '> 101 | three( );',
      '      |       ^',
    ]);
  });

  it('is shown with every verbosity', () => {
    for (const verbosity of [0, 1, 2] as const) {
      expect(code(withCode(['fail();'], 1), { verbosity })?.[0]).toBe('> 1 | fail();');
    }
  });

  it('is coloured by its syntax, and otherwise the same', () => {
    const colored = renderCrashReport(aggregate, { color: true });
    expect(colored).toContain('\u001b[36mconst\u001b[39m');
    expect(stripVTControlCharacters(colored)).toBe(renderCrashReport(aggregate));
  });

  it('is the same with FORCE_COLOR and without', () => {
    const { FORCE_COLOR } = process.env;
    try {
      process.env['FORCE_COLOR'] = '0';
      const colored = renderCrashReport(aggregate, { color: true });
      process.env['FORCE_COLOR'] = '1';
      expect(renderCrashReport(aggregate, { color: true })).toBe(colored);
      expect(renderCrashReport(aggregate)).not.toContain('\u001b');
    } finally {
      if (FORCE_COLOR === undefined) delete process.env['FORCE_COLOR'];
      else process.env['FORCE_COLOR'] = FORCE_COLOR;
    }
  });

  it('shows tabs as space, and what would act on a terminal as escapes', () => {
    expect(code(withCode(['\tfail("\u001b[31m\u202e"); // \u200b'], 2))).toEqual([
      '> 1 |     fail("\\u001b[31m\\u202e"); // \\u200b',
      '    |     ^',
    ]);
  });

  it('is cut on both sides where the column is far to the right', () => {
    const [line, mark = ''] =
      code(withCode([`${'日本'.repeat(50)}HERE${'日本'.repeat(50)}`], 101), { width: 60 }) ?? [];
    expect(line).toMatch(/^> 1 \| …\s?[日本]+HERE[日本]+…$/);
    expect(mark.indexOf('^')).toBe(6 + 34);
  });

  it('is left out where its line is not among its lines', () => {
    for (const line of [0, 3]) {
      expect(
        sections({ ...bareReport, code: { firstLine: 1, lines: ['a', 'b'], line, column: 1 } }),
      ).toHaveLength(1);
    }
  });
});

it('the fields of errors stand below them', () => {
  expect(section('Fields:', workerLost)).toContain('  reason: ERR_WORKER_OUT_OF_MEMORY');
  const errors = section('Errors:', aggregate);
  expect(errors?.slice(0, 4)).toEqual([
    'Errors:',
    '  1. ParseError: unexpected end of file (E_PARSE)',
    '       line: 12',
    '       path: /home/ada/project/src/a.ts',
  ]);
});

describe('earlier crashes', () => {
  const earlier = (count: number, shown: number) =>
    section('Earlier', {
      ...bareReport,
      earlierCrashes: {
        count,
        latest: Array.from({ length: shown }, (_, n) => ({ time: `2026-03-0${n + 1}`, error: `E${n}\n!` })),
      },
    });

  it('are counted, and the latest of them shown on a line each', () => {
    expect(earlier(12, 2)).toEqual([
      'Earlier in this run: 12 crashes, the latest:',
      '  2026-03-01, E0\\n!',
      '  2026-03-02, E1\\n!',
    ]);
    expect(earlier(1, 1)?.[0]).toBe('Earlier in this run: 1 crash:');
    expect(earlier(2, 2)?.[0]).toBe('Earlier in this run: 2 crashes:');
    expect(earlier(9, 9)).toHaveLength(6);
  });

  it('are not mentioned when there are none', () => {
    expect(earlier(0, 0)).toBeUndefined();
  });
});

describe('a previous run', () => {
  it('is said to be one, with what Node wrote of its end', () => {
    const box = inBox(previousRun);
    expect(box[0]).toBe('DEBTSCAN CRASH REPORT');
    expect(box).toContain('Previous run: pid 4711, started 2026-03-01T11:00:00.000Z, last seen');
    expect(box).toContain('Heap: 1946 MB of 2048 MB');
  });

  it.each([
    [{ usedHeap: 512 }, 'Heap: 512 bytes'],
    [{ usedHeap: 1_536 }, 'Heap: 1536 bytes'],
    [{ heapLimit: 4 * 2 ** 30 }, 'Heap: at most 4096 MB'],
  ])('shows what is known of the heap: %j', (heap, expected) => {
    const run = { ...previousRun.previousRun!, nodeReport: { trigger: 'Signal', event: 'SIGUSR2', ...heap } };
    expect(inBox({ ...bareReport, previousRun: run })).toContain(expected);
  });

  it('says nothing of the heap where Node wrote nothing', () => {
    const { pid, startedAt, lastSeen } = previousRun.previousRun!;
    const box = inBox({ ...bareReport, previousRun: { pid, startedAt, lastSeen } });
    expect(box.filter((line) => /^(?:Heap|Node)/.test(line))).toEqual([]);
  });
});

it.each([
  [41.23, ', 41.2 files/s'],
  [1_234.56, ', 1230 files/s'],
  [0.0123, ', 0.0123 files/s'],
  [0, ''],
  [undefined, ''],
])('the progress at a rate of %d has%s', (rate, expected) => {
  const progress = { processed: 1, failed: 0, total: 2, ...(rate === undefined ? {} : { rate }) };
  const box = inBox({ ...bareReport, context: { progress, spanHierarchy: [] } });
  expect(box).toContain(`Progress: 1 / 2 files (50%)${expected}`);
});

it('the command line quotes what has spaces', () => {
  const argv = ['/usr/bin/node', 'my tool.js', '', '--a="b"', 'plain\n'];
  expect(
    section('debtscan', { ...bareReport, runtime: { ...bareReport.runtime, argv } }, { width: 120 })?.[1],
  ).toBe('Command: /usr/bin/node "my tool.js" "" "--a=\\"b\\"" "plain\\n"');
});

it('a worker without an item is idle', () => {
  const otherWorkers = [{ spanHierarchy: [], worker: { index: 1, count: 2, threadId: 3 } }];
  expect(section('Workers:', { ...bareReport, otherWorkers })?.[1]).toBe('  Worker 1 of 2: idle');
});

describe('how to see more is said', () => {
  const more = (error: CrashReport['error'], verbosity: 0 | 1 | 2 = 1) =>
    renderCrashReport({ ...bareReport, error }, { verbosity }).includes('THREADSPAN_BACKTRACE=full');
  const own = '    at own (/app/src/own.js:1:1)';
  const other = '    at other (/app/node_modules/x/index.js:1:1)';
  const error = (...frames: string[]) => ({ name: 'E', message: '', stack: ['E', ...frames].join('\n') });

  it('where frames are hidden', () => {
    expect(more(error(own, other))).toBe(true);
    expect(more({ ...error(own), cause: error(own, own) })).toBe(true);
    expect(more({ ...error(own), errors: [{ ...error(own), cause: error(other) }] })).toBe(true);
    expect(more(error(own), 0)).toBe(true);
  });

  it('and not where none are', () => {
    expect(more(error(own, own))).toBe(false);
    expect(more({ ...error(other, own), cause: error(own) })).toBe(false);
    expect(more(error(), 0)).toBe(false);
    expect(more({ ...error(own, other), cause: error(other) }, 2)).toBe(false);
  });
});
