import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { read, root } from './run-example.ts';

const require = createRequire(import.meta.url);
const program = (name: string, path: string) => join(dirname(require.resolve(`${name}/package.json`)), path);

const runners = [
  {
    name: 'vitest',
    command: [program('vitest', 'vitest.mjs'), 'run', 'vitest'],
    passed: /Tests {2}4 passed \(4\)/,
    failed: /Tests {2}2 failed \| 2 passed \(4\)/,
  },
  {
    name: 'jest',
    command: [program('jest', 'bin/jest.js'), '-c', 'jest/jest.config.cjs'],
    passed: /Tests: +4 passed, 4 total/,
    failed: /Tests: +2 failed, 2 passed, 4 total/,
  },
  {
    name: 'node-test',
    command: [
      '--import',
      'tsx',
      '--test',
      '--test-reporter=spec',
      'node-test/line-counter.test.ts',
      'node-test/crash-report.test.ts',
    ],
    passed: /pass 5\n.*fail 0\n/,
    failed: /pass 3\n.*fail 2\n/,
  },
];

describe.each(runners)('the example of a test with $name', ({ name, command, passed, failed }) => {
  const folder = mkdtempSync(join(tmpdir(), 'testing-'));
  const test = join(folder, name, 'line-counter.test.ts');

  beforeAll(() => {
    cpSync(join(root, 'docs/examples/testing'), folder, { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "experimentalDecorators": true } }');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, command, {
      cwd: folder,
      encoding: 'utf8',
      // Those of the runner that runs this.
      env: {
        ...process.env,
        NO_COLOR: '1',
        FORCE_COLOR: undefined,
        JEST_WORKER_ID: undefined,
        NODE_ENV: undefined,
      },
    });
    const output = `${stdout}\n${stderr}`.replace(/[^\S\n]+$/gm, '');
    return { status, output };
  };

  it('passes, in this thread and in workers', () => {
    expect(run()).toEqual({ status: 0, output: expect.stringMatching(passed) });
  });

  it('fails as the guide shows when a span is missing', () => {
    writeFileSync(test, readFileSync(test, 'utf8').replace('process_file × 2', 'process_file × 3'));
    const { status, output } = run();
    expect({ status, output }).toEqual({ status: 1, output: expect.stringMatching(failed) });
    expect(output).toContain(read(`docs/examples/testing/${name}/failure.txt`));
  });
});
