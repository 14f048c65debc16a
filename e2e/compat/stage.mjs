import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installApart } from '../../tools/install-apart.mjs';
import { root } from '../../tools/projects.mjs';
import { suites } from './suites.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const PARTS = ['bin', 'dist', 'src', 'test', 'package.json', 'README.md', 'crash-report.schema.json'];

/**
 * Copies the built packages, the program and their tests to where they find that line of OpenTelemetry first and the
 * workspace's tools behind it, and leaves them ready to be run.
 */
export function stage(line) {
  const copy = (from, to, options) => {
    if (existsSync(from)) cpSync(from, join(line.staged, to), { recursive: true, ...options });
  };
  rmSync(line.staged, { recursive: true, force: true });
  for (const { folder } of suites.filter(({ name }) => name !== 'cell')) {
    for (const part of PARTS) {
      const isCompiledTest = (path) => part === 'test' && basename(path) === 'dist';
      copy(join(root, folder, part), join(folder, part), { filter: (path) => !isCompiledTest(path) });
    }
    const own = join(root, folder, 'node_modules');
    if (existsSync(own)) symlinkSync(own, join(line.staged, folder, 'node_modules'), 'junction');
  }
  copy(join(here, 'package.json'), 'e2e/compat/package.json');
  copy(join(here, 'cell'), 'e2e/compat/test');
  copy(join(root, 'tools/jest/support'), 'tools/jest/support');
  copy(join(root, 'tsconfig.base.json'), 'tsconfig.base.json');
  // Else what the tests share would be what this project is: ES modules.
  writeFileSync(join(line.staged, 'package.json'), '{ "private": true }\n');
  link(line.staged);
  if (line.major === 3) stageLine3(copy);
  compileWorkers(line.staged);
}

function stageLine3(copy) {
  installApart(new URL('line-3/', import.meta.url));
  copy(join(here, 'line-3/sdk-trace-node.cjs'), 'node_modules/@opentelemetry/sdk-trace-node/index.js');
  copy(join(here, 'types'), 'e2e/compat/types');
}

function link(staged) {
  const modules = join(staged, 'node_modules');
  mkdirSync(join(modules, '@threadspan'), { recursive: true });
  for (const name of readdirSync(join(staged, 'packages'))) {
    symlinkSync(join(staged, 'packages', name), join(modules, '@threadspan', name), 'junction');
  }
  mkdirSync(join(modules, '.bin'));
  symlinkSync(
    join(staged, 'packages/crash-hook/bin/threadspan-crash.js'),
    join(modules, '.bin/threadspan-crash'),
  );
}

/** The modules that the tests run in workers. */
function compileWorkers(staged) {
  for (const name of readdirSync(join(staged, 'packages'))) {
    const workers = join(staged, 'packages', name, 'test/workers');
    if (!existsSync(workers)) continue;
    for (const path of readdirSync(workers, { recursive: true })) {
      if (basename(path) === 'tsconfig.json') compile(join(workers, dirname(path)));
    }
  }
}

function compile(folder) {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { status, error } = spawnSync(process.execPath, [compiler, '-p', folder], { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) throw new Error(`Expected ${folder} to compile; see above`);
}
