// Runs tests of the packages with the next OpenTelemetry line. That line, and a Node it supports, are installed in a
// folder of their own (line/), because the two lines exclude each other in one tree. Copies of the packages are put
// inside it, where they find that line first and the workspace's tools behind it.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const line = join(here, 'line');
const staged = join(line, '.staged');

installLine();
stage();
// The modules that the tests run in workers.
run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'test/workers'], {
  cwd: join(staged, 'packages/tracing'),
});
const jest = [join(root, 'tools/jest/run.mjs'), '--config', 'jest.config.cjs', ...process.argv.slice(2)];
run(supportedNode(), jest, { cwd: here });

function installLine() {
  const lock = readFileSync(join(line, 'package-lock.json'), 'utf8');
  const installed = join(line, 'node_modules/.installed-lock.json');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return;
  // Without what npm tells the scripts it runs: it would take that for its own settings.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', args, { cwd: line, env, shell: process.platform === 'win32' });
  writeFileSync(installed, lock);
}

function stage() {
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(join(staged, 'node_modules/@threadspan'), { recursive: true });
  const copy = (from, to) => cpSync(from, join(staged, to), { recursive: true });
  for (const name of ['context', 'decorators', 'executor', 'tracing']) {
    for (const part of ['dist', 'test', 'package.json']) {
      copy(join(root, 'packages', name, part), join('packages', name, part));
    }
    symlinkSync(join(staged, 'packages', name), join(staged, 'node_modules/@threadspan', name), 'junction');
  }
  copy(join(root, 'tools/jest/support'), 'tools/jest/support');
  copy(join(root, 'tsconfig.base.json'), 'tsconfig.base.json');
  copy(join(here, 'types'), 'e2e/otel-next/types');
  copy(join(here, 'sdk-trace-node.cjs'), 'node_modules/@opentelemetry/sdk-trace-node/index.js');
}

/** A Node that the line supports, from 22.15: this one, or the one installed with the line. */
function supportedNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 15)) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  try {
    return createRequire(join(line, 'package.json')).resolve(`${name}/bin/node`);
  } catch {
    throw new Error(
      `The next OpenTelemetry line needs Node 22.15, this is ${process.version}; use a newer one`,
    );
  }
}

function run(command, args, options) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
