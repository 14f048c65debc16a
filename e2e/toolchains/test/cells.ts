import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compilers } from './compilers';
import type { Compiler, Dialect } from './compilers';

const root = join(__dirname, '..');
const probe = join(__dirname, 'programs/probe.cjs');

/** One toolchain and dialect, ready to run. */
export interface Cell {
  readonly tool: string;
  readonly dialect: Dialect;
  readonly metadata: boolean;
  /** Whether the toolchain takes a decorated method whose key is computed. */
  readonly symbols: boolean;
  /** Runs what the toolchain makes of the sources. Returns what the probe prints, parsed. */
  run(reflect: boolean): Promise<Record<string, unknown>>;
}

export const cells: Cell[] = [...compilers.map(compiled), tsx('legacy'), tsx('standard')];

function compiled(compiler: Compiler): Cell {
  const { tool, dialect, metadata } = compiler;
  const symbols = !(tool === 'babel' && dialect === 'legacy');
  const folder = join(root, 'dist', `${tool} ${dialect}`.replaceAll(' ', '-'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const names = [
    ...['look', 'other-decorators', 'analyzer'],
    ...(symbols ? ['symbol-key'] : []),
    ...(dialect === 'standard' ? ['private-method'] : []),
  ];
  for (const name of names) {
    const file = join(root, 'src', `${name}.ts`);
    writeFileSync(join(folder, `${name}.js`), compiler.compile(readFileSync(file, 'utf8'), file));
  }
  return { tool, dialect, metadata, symbols, run: (reflect) => node(reflect, [], [dialect, folder]) };
}

/** tsx runs the sources themselves. */
function tsx(dialect: Dialect): Cell {
  const tsconfig = join(root, dialect === 'legacy' ? 'tsconfig.legacy.json' : 'tsconfig.json');
  const worker = join(__dirname, 'programs/tsx-worker.cjs');
  const args = [dialect, join(root, 'src'), '.ts', worker];
  const env = { TSX_TSCONFIG_PATH: tsconfig, TSX_DISABLE_CACHE: '1' };
  return {
    tool: 'tsx',
    dialect,
    metadata: false,
    symbols: true,
    run: (reflect) => node(reflect, ['--import', 'tsx'], args, env),
  };
}

async function node(reflect: boolean, flags: string[], args: string[], env: NodeJS.ProcessEnv = {}) {
  const all = [...(reflect ? ['--require', 'reflect-metadata'] : []), ...flags, probe, ...args];
  const { stdout } = await promisify(execFile)(process.execPath, all, { env: { ...process.env, ...env } });
  return JSON.parse(stdout) as Record<string, unknown>;
}
