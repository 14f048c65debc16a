import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compilers } from './compilers';
import type { Compiler, Dialect } from './compilers';

const root = join(__dirname, '..');
const programs = join(__dirname, 'programs');

/** One toolchain and dialect, with its output. */
export interface Cell {
  readonly tool: string;
  readonly dialect: Dialect;
  readonly metadata: boolean;
  /** The modules to run, by name. Those that the toolchain can't make in this dialect are missing. */
  readonly modules: Readonly<Record<string, string>>;
  /** The module that a worker loads. */
  readonly worker: string;
  readonly flags: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

export const cells: Cell[] = [...compilers.map(compiled), tsx('legacy'), tsx('standard')];

/** Runs the output of a cell in a process of its own. Returns what the probe prints, parsed. */
export async function run(cell: Cell, reflect: boolean): Promise<Record<string, unknown>> {
  const { modules, worker, flags, env } = cell;
  const preload = reflect ? ['--require', 'reflect-metadata'] : [];
  const args = [...preload, ...flags, join(programs, 'probe.cjs'), JSON.stringify({ modules, worker })];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } });
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** The sources of a dialect by name. */
function sources(dialect: Dialect, tool: string): Record<string, string> {
  const all = {
    analyzer: 'src/analyzer.ts',
    symbolKey: 'src/symbol-key.ts',
    privateMethod: 'src/private-method.ts',
    parameters: 'legacy/parameters.ts',
  };
  const missing = dialect === 'standard' ? ['parameters'] : ['privateMethod'];
  if (dialect === 'legacy' && tool === 'babel') missing.push('parameters', 'symbolKey');
  return Object.fromEntries(
    Object.entries(all)
      .filter(([name]) => !missing.includes(name))
      .map(([name, path]) => [name, join(root, path)]),
  );
}

function compiled(compiler: Compiler): Cell {
  const { tool, dialect, metadata } = compiler;
  const out = join(root, 'dist', `${tool} ${dialect}`.replaceAll(' ', '-'));
  rmSync(out, { recursive: true, force: true });
  const make = (file: string) => {
    const target = file.replace(root, out).replace(/ts$/, 'js');
    mkdirSync(join(target, '..'), { recursive: true });
    writeFileSync(target, compiler.compile(readFileSync(file, 'utf8'), file));
    return target;
  };
  for (const imported of ['look', 'other-decorators']) make(join(root, 'src', `${imported}.ts`));
  const modules = Object.fromEntries(
    Object.entries(sources(dialect, tool)).map(([name, file]) => [name, make(file)]),
  );
  return { tool, dialect, metadata, modules, worker: modules.analyzer ?? '', flags: [], env: {} };
}

/** tsx runs the sources themselves. */
function tsx(dialect: Dialect): Cell {
  const tsconfig = join(root, dialect === 'legacy' ? 'legacy' : '', 'tsconfig.json');
  return {
    tool: 'tsx',
    dialect,
    metadata: false,
    modules: sources(dialect, 'tsx'),
    worker: join(programs, 'tsx-worker.cjs'),
    flags: ['--import', 'tsx'],
    env: { TSX_TSCONFIG_PATH: tsconfig, TSX_DISABLE_CACHE: '1' },
  };
}
