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

const crash = Date.parse(fullReport.time);

/** Items one after the other, each as long as said, the last one ending when said; times in ms before the crash. */
function items(end: number, ...durations: readonly (readonly [file: string, ms: number, count?: number])[]) {
  const total = durations.reduce((sum, [, ms]) => sum + ms, 0);
  let from = crash - end - total;
  return durations.map(([currentFile, ms, count = 1]) => {
    const entry = { from, to: from + ms, count, phase: 'debt_scoring', currentFile };
    from += ms;
    return entry;
  });
}

const unfinished = (currentFile: string, since: number) => ({
  from: crash - since,
  count: 1,
  phase: 'debt_scoring',
  currentFile,
});

/** A report in which every part has something. */
export const wholeReport: CrashReport = {
  ...fullReport,
  error: {
    ...fullReport.error,
    code: 'E_SCORE',
    fields: { errno: -2, path: '/home/ada/project/src/problematic_file.ts', retryable: false },
    cause: { ...fullReport.error.cause!, fields: { offset: 1207 } },
  },
  code: {
    firstLine: 284,
    lines: [
      'export function scoreItem(item: DebtItem, weights: Weights): Score {',
      '  const complexity = calculateComplexity(item.function);',
      '  // An item without a function has no line of its own, but then it is not scored here either, or so it was thought.',
      '  const line = item.function.line;',
      '',
      '  return { line, value: weights.complexity * complexity + weights.coverage * item.coverage };',
      '}',
    ],
    line: 287,
    column: 16,
  },
  context: { ...fullReport.context, progress: { processed: 2847, failed: 2, total: 4231, rate: 118.4 } },
  timelines: [
    {
      worker: { index: 1, count: 4, threadId: 5 },
      entries: [
        ...items(2250, ['src/index.ts', 310], ['src/parser/tokens.ts', 420, 9], ['src/parser/lexer.ts', 480]),
        unfinished('src/a.ts', 2250),
      ],
    },
    {
      worker: { index: 2, count: 4, threadId: 6 },
      entries: [
        ...items(
          1340,
          ['src/graph/edges.ts', 640, 31],
          ['src/graph/nodes.ts', 900],
          ['src/graph/walk.ts', 560],
        ),
        unfinished('/path/to/a/directory/with/a/rather/long/name/and/then/some/problematic_file.ts', 1340),
      ],
    },
    {
      worker: { index: 3, count: 4, threadId: 7 },
      entries: [
        ...items(1700, ['src/解析/トークン.ts', 1150], ['src/解析/字句.ts', 480, 4]),
        unfinished('src/解析/パーサー.ts', 1700),
      ],
      lostAt: crash - 800,
    },
    {
      worker: { index: 4, count: 4, threadId: 8 },
      entries: items(
        900,
        ['src/output/table.ts', 1900],
        ['src/output/json.ts', 60],
        ['src/output/csv.ts', 420],
      ),
    },
  ],
  earlierCrashes: {
    count: 7,
    latest: [
      {
        time: '2026-03-01T11:58:12.004Z',
        error: 'RangeError: score is NaN',
        currentFile: 'src/graph/edges.ts',
      },
      { time: '2026-03-01T11:59:40.871Z', error: 'Error: EMFILE: too many open files' },
    ],
  },
  previousRun: {
    pid: 4242,
    startedAt: '2026-03-01T11:41:00.000Z',
    lastSeen: '2026-03-01T12:00:05.250Z',
    nodeReport: {
      trigger: 'FatalError',
      event: 'Allocation failed - JavaScript heap out of memory',
      usedHeap: 2_131_755_008,
      heapLimit: 2_197_815_296,
    },
  },
};
