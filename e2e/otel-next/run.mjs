// Runs tests of the packages with the next OpenTelemetry line: copies of the packages are put where Node finds that
// line first (this project's node_modules) and the workspace's only behind it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const staged = fileURLToPath(new URL('.staged', import.meta.url));

const packages = ['context', 'decorators', 'executor', 'tracing'];

rmSync(staged, { recursive: true, force: true });
mkdirSync(join(staged, 'node_modules/@threadspan'), { recursive: true });
for (const name of packages) {
  const copy = join(staged, 'packages', name);
  for (const part of ['dist', 'test', 'package.json', 'README.md']) {
    cpSync(join(root, 'packages', name, part), join(copy, part), { recursive: true });
  }
  symlinkSync(copy, join(staged, 'node_modules/@threadspan', name), 'junction');
}
cpSync(join(root, 'tools/jest/support'), join(staged, 'tools/jest/support'), { recursive: true });
cpSync(join(root, 'tsconfig.base.json'), join(staged, 'tsconfig.base.json'));
cpSync(fileURLToPath(new URL('types', import.meta.url)), join(staged, 'e2e/otel-next/types'), { recursive: true });
cpSync(
  fileURLToPath(new URL('sdk-trace-node.cjs', import.meta.url)),
  join(staged, 'node_modules/@opentelemetry/sdk-trace-node/index.js'),
);

// The modules that the tests run in workers.
spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'test/workers'], {
  cwd: join(staged, 'packages/tracing'),
  stdio: 'inherit',
});

const args = [join(root, 'tools/jest/run.mjs'), '--config', 'jest.config.cjs', ...process.argv.slice(2)];
const cwd = fileURLToPath(new URL('.', import.meta.url));
const { status } = spawnSync(node(), args, { cwd, stdio: 'inherit' });
process.exit(status ?? 1);

/** A Node that the next line supports, from 22.15: this one, or the one from the registry. */
function node() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 15)) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  try {
    return createRequire(import.meta.url).resolve(`${name}/bin/node`);
  } catch {
    throw new Error(
      `The next OpenTelemetry line needs Node 22.15, this is ${process.version}; use a newer Node`,
    );
  }
}
