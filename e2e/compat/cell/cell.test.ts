import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

// Where the copies of the packages are staged for the line, with a copy of this file.
const staged = fileURLToPath(new URL('../../..', import.meta.url));
const packages = readdirSync(join(staged, 'packages'));
const { COMPAT_NODE = '', COMPAT_API = '', COMPAT_SDK = '' } = process.env;

/** Where the built files of one of ours find a package, and its version. */
function seenBy(ours: string, name: string): { folder: string; version: string } {
  let folder = createRequire(join(staged, 'packages', ours, 'dist/index.js')).resolve(name);
  for (;;) {
    folder = dirname(folder);
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string };
    if (version !== undefined) return { folder, version };
  }
}

describe('the Node of the cell', () => {
  it('runs the tests', () => {
    expect(process.versions.node).toBe(COMPAT_NODE);
  });

  it.each(['node', process.execPath])('is what a test starts with %s', (command) => {
    expect(execFileSync(command, ['--version'], { encoding: 'utf8' })).toBe(`v${COMPAT_NODE}\n`);
  });

  it('runs the workers', async () => {
    const print = "require('node:worker_threads').parentPort.postMessage(process.versions.node)";
    const [version] = (await once(new Worker(print, { eval: true }), 'message')) as [string];
    expect(version).toBe(COMPAT_NODE);
  });
});

describe('the line of OpenTelemetry of the cell', () => {
  it.each(packages)('has the api that %s sees', (ours) => {
    expect(seenBy(ours, '@opentelemetry/api').version.split('.').slice(0, 2).join('.')).toBe(COMPAT_API);
  });

  it.each(['sdk-trace', 'core', 'resources', 'context-async-hooks'])(
    'has the %s that tracing sees',
    (part) => {
      expect(seenBy('tracing', `@opentelemetry/${part}`).version.split('.')[0]).toBe(COMPAT_SDK);
    },
  );
});

it.each(packages.filter((name) => name !== 'context'))('%s uses the staged copy of context', (ours) => {
  expect(seenBy(ours, '@threadspan/context').folder).toBe(join(staged, 'packages/context'));
});
