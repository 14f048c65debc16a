import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandsOf } from './commands.ts';
import { read, root } from './run-example.ts';

const commands = commandsOf(read('docs/guides/test-it.md')).map(({ command }) => command);
const examples = join(root, 'docs/examples/testing');

const runners = [
  {
    name: 'vitest',
    command: 'npx vitest run',
    passed: /Tests {2}4 passed \(4\)/,
    failed: /Tests {2}2 failed \| 2 passed \(4\)/,
  },
  {
    name: 'jest',
    command: 'npx jest',
    passed: /Tests: +4 passed, 4 total/,
    failed: /Tests: +2 failed, 2 passed, 4 total/,
  },
  {
    name: 'node-test',
    command: 'node --import tsx --test test/line-counter.test.ts',
    passed: /pass 4\n.*fail 0\n/,
    failed: /pass 2\n.*fail 2\n/,
  },
];

/** A project with the files of one runner where the guide says that they belong. */
function makeProject(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'testing-'));
  for (const file of ['line-counter.ts', 'worker.mjs']) cpSync(join(examples, file), join(folder, file));
  cpSync(join(examples, name), join(folder, 'test'), { recursive: true });
  if (name === 'jest') renameSync(join(folder, 'test/jest.config.cjs'), join(folder, 'jest.config.cjs'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "experimentalDecorators": true } }');
  return folder;
}

function run(command: string, cwd: string) {
  const { stdout, stderr, status } = spawnSync(command, {
    cwd,
    shell: true,
    encoding: 'utf8',
    // Without those of the runner that runs this; and with the reporter that node:test has on a terminal.
    env: {
      ...process.env,
      NODE_OPTIONS: '--test-reporter=spec',
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
      JEST_WORKER_ID: undefined,
      NODE_ENV: undefined,
    },
  });
  const output = `${stdout}\n${stderr}`.replace(/[^\S\n]+$/gm, '');
  return { status, output };
}

describe.each(runners)('the example of a test with $name', ({ name, command, passed, failed }) => {
  const folder = makeProject(name);
  const test = join(folder, 'test/line-counter.test.ts');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is run by a command of the guide', () => {
    expect(commands).toContain(command);
  });

  it('passes, in this thread and in workers', () => {
    expect(run(command, folder)).toEqual({ status: 0, output: expect.stringMatching(passed) });
  });

  it('fails as the guide shows when a span is missing', () => {
    writeFileSync(test, readFileSync(test, 'utf8').replace('process_file × 2', 'process_file × 3'));
    const { status, output } = run(command, folder);
    expect({ status, output }).toEqual({ status: 1, output: expect.stringMatching(failed) });
    expect(output).toContain(read(`docs/examples/testing/${name}/failure.txt`));
  });
});

describe('standard decorators in Vitest', () => {
  const folder = makeProject('vitest');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('fail with the error that the guide quotes', () => {
    writeFileSync(join(folder, 'tsconfig.json'), '{}');
    const [error = ''] = /SyntaxError: [^`]+/.exec(read('docs/guides/test-it.md')) ?? [];
    expect(error).not.toBe('');
    expect(run('npx vitest run', folder)).toEqual({ status: 1, output: expect.stringContaining(error) });
  });
});

describe('the example of a test of a crash report', () => {
  const folder = makeProject('node-test');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('passes by the command of the guide', () => {
    const command = commands.find((each) => each.includes('crash-report')) ?? '';
    expect(run(command, folder)).toEqual({ status: 0, output: expect.stringMatching(/pass 1\n.*fail 0\n/) });
  });
});

it('the guide to tests installs the runners that its examples are run with', () => {
  const wanted = commands.flatMap((command) => [...command.matchAll(/(?<= )([\w-]+)@(\d+)/g)]);
  expect(new Set(wanted.map(([, name]) => name))).toEqual(new Set(['tsx', 'vitest', 'jest', 'ts-jest']));
  for (const [, name = '', line = ''] of wanted) {
    const { version } = JSON.parse(read(`node_modules/${name}/package.json`)) as { version: string };
    expect(version).toMatch(`${line}.`);
  }
});
