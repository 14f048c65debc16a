import type { CrashReport, ReportedError } from '@threadspan/crash-hook';
import { bareReport, fullReport } from './sample-report';

const frames = [
  '    at readFileSync (node:fs:441:20)',
  '    at parse (/home/ada/debtscan/src/parse.ts:12:7)',
  '    at next (/home/ada/debtscan/node_modules/p-map/index.js:80:3)',
  '    at main (/home/ada/debtscan/src/main.ts:4:1)',
].join('\n');

const failed = (name: string, message: string, more: Partial<ReportedError> = {}): ReportedError => ({
  name,
  message,
  stack: `${name}: ${message}\n${frames}`,
  ...more,
});

/** A worker ran out of memory, and it was not the first thing to go wrong in that run. */
export const workerLost: CrashReport = {
  ...fullReport,
  error: {
    name: 'WorkerLostError',
    message: 'Worker 2 of 4 was lost: out of memory',
    code: 'WORKER_LOST',
    stack: '',
    fields: { reason: 'ERR_WORKER_OUT_OF_MEMORY', exitCode: 1, retried: false, '解析 of': 'src/解析/表.ts' },
  },
  context: { ...fullReport.context, progress: { processed: 2847, failed: 2, total: 4231, rate: 41.23 } },
  earlierCrashes: {
    count: 12,
    latest: [
      { time: '2026-03-01T11:58:00.000Z', error: 'RangeError: Maximum call stack size exceeded' },
      {
        time: '2026-03-01T11:59:30.120Z',
        error: 'SyntaxError: Unexpected token }\n  in a line of its own',
        currentFile: '/home/ada/project/src/a/rather/long/path/to/解析/パーサー.ts',
      },
    ],
  },
};

/** Several things failed, each for a reason, at places of their own. */
export const aggregate: CrashReport = {
  ...bareReport,
  app: { name: 'debtscan', version: '3.0.0-beta.1' },
  error: failed('AggregateError', '2 of 3 files failed', {
    fields: { attempts: 3 },
    errors: [
      failed('ParseError', 'unexpected end of file', {
        code: 'E_PARSE',
        fields: { line: 12, path: '/home/ada/project/src/a.ts' },
        context: { phase: 'parsing', currentFile: 'src/a.ts', spanHierarchy: [] },
        cause: failed('Error', "ENOENT: no such file or directory, open '/home/ada/project/src/a.ts'", {
          code: 'ENOENT',
          fields: { errno: -2, syscall: 'open' },
        }),
      }),
      failed('RangeError', 'score is NaN', {
        context: {
          phase: 'scoring',
          spanHierarchy: [],
          worker: { index: 2, count: 2, threadId: 9 },
          attempt: 3,
        },
        errors: [failed('Error', 'deeper'), { name: 'Thrown string', message: 'gone', stack: '' }],
      }),
    ],
  }),
  location: { file: 'src/パーサー.ts', line: 100, column: 20 },
  code: {
    firstLine: 98,
    lines: [
      'function parse(text: string): Tree {',
      '\tconst 変数 = "👩‍💻 e\u0301"; // うまくいかない',
      '\tconst 結果 = parser.読む(変数, { strict: true, recover: false, onError: fail }); // eventually',
      '\treturn `tree of ${結果}`;',
      '}',
    ],
    line: 100,
    column: 20,
  },
};

/** The process before this one was killed in the middle of its work. */
export const previousRun: CrashReport = {
  ...bareReport,
  error: {
    name: 'FatalError',
    message: 'The process of the previous run ended without a word',
    stack: '',
  },
  context: {
    phase: 'call_graph',
    currentFile: 'src/large.ts',
    progress: { processed: 3, failed: 0, total: 9, rate: 0.0123 },
    spanHierarchy: [{ name: 'unified_analysis' }],
  },
  previousRun: {
    pid: 4711,
    startedAt: '2026-03-01T11:00:00.000Z',
    lastSeen: '2026-03-01T11:59:59.900Z',
    nodeReport: {
      trigger: 'FatalError',
      event: 'Allocation failed - JavaScript heap out of memory',
      usedHeap: 2_040_109_465,
      heapLimit: 2_147_483_648,
    },
  },
  runtime: {
    ...bareReport.runtime,
    argv: ['/usr/bin/node', '/home/ada/my tools/debtscan.js', '--depth', '3'],
  },
};
