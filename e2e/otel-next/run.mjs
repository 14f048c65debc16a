// Runs tests of the packages with the next OpenTelemetry line. That line is installed in a folder of its own (line/),
// because the two lines exclude each other in one tree. Copies of the packages are put inside it, where they find that
// line first and the workspace's tools behind it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodes } from '@threadspan/nodes';
import { installApart } from '../../tools/install-apart.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const line = join(here, 'line');
const staged = join(line, '.staged');

installApart(new URL('line/', import.meta.url));
stage();
// The modules that the tests run in workers.
run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'test/workers'], {
  cwd: join(staged, 'packages/tracing'),
});
const jest = [join(root, 'tools/jest/run.mjs'), '--config', 'jest.config.cjs', ...process.argv.slice(2)];
run(supportedNode(), jest, { cwd: here });

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

/** A Node that the line supports, from 22.15: this one, or the next. */
function supportedNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 15)) return process.execPath;
  return nodes.find(({ major }) => major === 22).path;
}

function run(command, args, options) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
