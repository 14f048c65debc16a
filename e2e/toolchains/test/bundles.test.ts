import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { runPool, works } from './run-pool';

// An executor from a bundle, which has no package beside it.

const pool = join(__dirname, '../src/pool');
const modules = join(__dirname, '../../../node_modules');

const ESM_BANNER = `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const { filename: __filename, dirname: __dirname } = import.meta;`;

const FORMATS = { cjs: {}, esm: { banner: { js: ESM_BANNER } } } as const;
type Format = keyof typeof FORMATS;

const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true })));

/** Bundles a program, the module of its analyzer and that of its workers, each into one file. */
function bundle(program: 'main' | 'traced', format: Format, external: string[] = []) {
  const directory = mkdtempSync(join(tmpdir(), 'bundle-'));
  directories.push(directory);
  esbuild.buildSync({
    entryPoints: {
      program: join(pool, `${program}.ts`),
      analyzer: join(pool, 'analyzer.ts'),
      worker: '@threadspan/executor/worker',
    },
    absWorkingDir: join(__dirname, '..'),
    outdir: directory,
    outExtension: { '.js': format === 'esm' ? '.mjs' : '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format,
    external,
    ...FORMATS[format],
  });
  // Only what was left out of the bundle is there to be found.
  if (external.length > 0) symlinkSync(modules, join(directory, 'node_modules'), 'dir');
  const file = (name: string) => join(directory, `${name}.${format === 'esm' ? 'mjs' : 'cjs'}`);
  return {
    directory,
    analyzer: file('analyzer'),
    worker: file('worker'),
    run: (...args: string[]) => runPool([file('program'), ...args]),
  };
}

describe.each(['cjs', 'esm'] as const)('a bundle as %s', (format) => {
  it('runs its workers from an entry point of its own', async () => {
    const { run, analyzer, worker } = bundle('main', format);
    expect(await run(analyzer, worker)).toEqual({ outcome: works, stderr: '' });
  });

  it('says how to make that entry point where there is none', async () => {
    const { run, analyzer, directory } = bundle('main', format);
    const message = 'make @threadspan/executor/worker a further entry point';
    const missing = { code: 'WORKER_START_FAILED', message: expect.stringContaining(message) };
    expect((await run(analyzer)).outcome).toMatchObject({ code: 'WORKER_START_FAILED', cause: missing });
    const elsewhere = join(directory, 'elsewhere.js');
    expect((await run(analyzer, elsewhere)).outcome).toMatchObject({
      cause: { message: expect.stringContaining(`${elsewhere} to be the file that workers run`) },
    });
  });

  it('brings the spans of workers home when tracing is left out of it', async () => {
    const { run, analyzer, worker } = bundle('traced', format, ['@threadspan/tracing', '@opentelemetry/*']);
    expect(await run(analyzer, worker)).toEqual({
      outcome: ['process_file', 'process_file', 'root'],
      stderr: '',
    });
  });

  it('says once that the spans of workers are lost when tracing is in it', async () => {
    const { run, analyzer, worker } = bundle('traced', format, ['@opentelemetry/*']);
    const { outcome, stderr } = await run(analyzer, worker);
    expect(outcome).toEqual(['root']);
    expect(stderr.match(/@threadspan\/tracing can't work in workers.*keep its package out/g)).toHaveLength(1);
  });
});
