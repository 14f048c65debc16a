import type { CrashReport } from '@threadspan/crash-hook';

const stack = (name: string, message: string) =>
  [
    `${name}: ${message}`,
    '    at scoreItem (/home/ada/debtscan/src/scoring.ts:287:13)',
    '    at Array.map (<anonymous>)',
    '    at mapAll (/home/ada/debtscan/node_modules/lodash/map.js:12:3)',
    '    at scoreAll (/home/ada/debtscan/src/scoring.ts:301:9)',
    '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
  ].join('\n');

/** A report in which everything is known. */
export const fullReport: CrashReport = {
  version: 1,
  app: { name: 'debtscan', version: '2.4.0' },
  time: '2026-03-01T12:00:05.250Z',
  error: {
    name: 'TypeError',
    message: "Cannot read properties of undefined (reading 'line')",
    stack: stack('TypeError', "Cannot read properties of undefined (reading 'line')"),
    cause: {
      name: 'ParseError',
      message: 'unexpected end of file\n  after line 12',
      code: 'E_PARSE',
      stack: stack('ParseError', 'unexpected end of file\n  after line 12'),
      context: {
        phase: 'parsing',
        currentFile: '/home/ada/project/src/解析/パーサー.ts',
        spanHierarchy: [],
        worker: { index: 3, count: 4, threadId: 7 },
      },
    },
    errors: [
      { name: 'RangeError', message: 'score is NaN', stack: '' },
      {
        name: 'Error',
        message: 'no such function',
        code: 'ENOFN',
        stack: '',
        cause: { name: 'Thrown string', message: 'gone', stack: '' },
      },
    ],
  },
  location: { file: 'src/scoring.ts', line: 287, column: 13 },
  context: {
    phase: 'debt_scoring',
    currentFile: '/path/to/a/directory/with/a/rather/long/name/and/then/some/problematic_file.ts',
    currentFunction: 'calculateComplexity',
    progress: { processed: 2847, failed: 2, total: 4231 },
    spanHierarchy: [
      { name: 'unified_analysis', attributes: { 'project.path': '/home/ada/project', files: 4231 } },
      { name: 'debt_scoring' },
      { name: 'process_file', attributes: { 'file.path': 'problematic_file.ts' } },
    ],
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    worker: { index: 2, count: 4, threadId: 6 },
    attempt: 2,
  },
  otherWorkers: [
    {
      phase: 'debt_scoring',
      currentFile: 'src/a.ts',
      spanHierarchy: [],
      worker: { index: 1, count: 4, threadId: 5 },
      since: Date.parse('2026-03-01T12:00:03.000Z'),
    },
    {
      spanHierarchy: [{ name: 'call_graph' }],
      worker: { index: 3, count: 4, threadId: 7 },
      since: Date.parse('2026-03-01T12:00:05.200Z'),
    },
  ],
  runtime: { node: 'v20.19.0', platform: 'linux', arch: 'x64', pid: 4242, argv: ['node', 'debtscan', '.'] },
};

/** A report in which nothing is known but the error. */
export const bareReport: CrashReport = {
  version: 1,
  app: { name: 'debtscan' },
  time: '2026-03-01T12:00:05.250Z',
  error: { name: 'Thrown undefined', message: '', stack: '' },
  context: { spanHierarchy: [] },
  runtime: { node: 'v20.19.0', platform: 'linux', arch: 'x64', pid: 4242, argv: [] },
};
