import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('programs', import.meta.url));

const spans = ['unified_analysis', 'process_file'];
const scored = (currentFile) => ({
  isMainThread: true,
  phase: 'debt_scoring',
  currentFile,
  spans: ['debt_scoring', 'process_file'],
});
const parsed = (currentFile) => ({ isMainThread: false, phase: 'parsing', currentFile, spans });
const counted = (currentFile) => ({ currentFile, spans: ['process_file'], limit: 10 });
const broken = { phase: 'parsing', currentFile: 'src/broken.ts' };

/** The programs: the modules they are made of, and what each of them has to return. */
export const programs = {
  context: {
    modules: ['context', 'in-worker'],
    expected: {
      inline: { phase: 'parsing', spans: ['unified_analysis'] },
      worker: parsed('src/a.ts'),
      failed: broken,
      processed: 1,
    },
  },
  decorators: {
    modules: ['decorators', 'analyzer'],
    expected: {
      scored: [scored('src/a.ts'), scored('src/b.ts')],
      failed: { ...broken, phase: 'debt_scoring', spans: ['debt_scoring', 'process_file'] },
      progress: { processed: 3, failed: 1, total: 3 },
    },
  },
  executor: {
    modules: ['executor', 'analyzer'],
    expected: {
      values: [parsed('src/a.ts'), parsed('src/b.ts')],
      called: [
        {
          ...scored('src/c.ts'),
          isMainThread: false,
          spans: ['unified_analysis', 'debt_scoring', 'process_file'],
        },
      ],
      failed: [{ input: 'src/broken.ts', isRangeError: true, ...broken, spans, inWorker: true }],
    },
  },
  'executor-bullmq': {
    modules: ['executor-bullmq'],
    expected: {
      idle: { workers: [], jobs: { waiting: 0, running: 0 } },
      closed: 'EXECUTOR_CLOSED',
      noQueue: 'INVALID_ARGUMENT',
      noModule: 'WORKER_START_FAILED',
    },
  },
  'crash-hook': {
    modules: ['crash-hook', 'crash-of', 'crash'],
    expected: {
      status: 1,
      box: true,
      reports: [{ error: 'TypeError: boom', ...broken, spans: ['unified_analysis'], inWorker: false }],
    },
  },
  'lost-item': {
    modules: ['lost-item', 'crash-of', 'crash-in-worker', 'analyzer'],
    expected: {
      status: 1,
      box: true,
      reports: [{ error: 'RangeError: unexpected end of file', ...broken, spans, inWorker: true }],
    },
  },
  tracing: {
    modules: ['tracing', 'analyzer'],
    expected: {
      rows: [
        { operation: 'unified_analysis', depth: 0, count: 1 },
        { operation: 'process_file', depth: 1, count: 2 },
      ],
      traces: 1,
      workers: 2,
    },
  },
  testing: {
    modules: ['testing', 'analyzer'],
    expected: {
      items: 1,
      spans: 2,
      difference: 'missing: process_file under debt_scoring (got 1 of 2)',
    },
  },
  nestjs: {
    modules: ['nestjs', 'providers'],
    expected: {
      one: { ...counted('src/a.ts'), phase: 'parsing', spans: ['Reports.one', 'process_file'] },
      scheduled: 'nightly',
    },
  },
  'nestjs-workers': {
    modules: ['nestjs-workers', 'providers'],
    expected: [counted('src/a.ts'), counted('src/b.ts')],
  },
};

/** Copies what is in a folder of `programs`, all of it or the named files, as far as it is there. */
export function copyPrograms(from, to, files = ['.']) {
  mkdirSync(to, { recursive: true });
  for (const file of files) {
    const source = join(folder, from, file);
    if (existsSync(source)) cpSync(source, join(to, file), { recursive: true });
  }
}

/** The files that programs are made of, each once. */
export function filesOf(names, extension) {
  const modules = names.flatMap((name) => programs[name].modules);
  return [...new Set(modules)].map((module) => `${module}${extension}`);
}
