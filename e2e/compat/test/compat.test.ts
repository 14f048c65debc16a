import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodes } from '@threadspan/nodes';
import { lines } from '../lines.mjs';
import { runCell } from '../run-cell.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

function compat(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'tools/run.mjs'), 'compat', ...args],
    { cwd: root, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

describe('npm run compat', () => {
  it.each([
    { args: ['--node', '18'], message: 'Expected --node to be one of 20, 22, 24, 26, got "18"' },
    { args: ['--line', 'next'], message: 'Expected --line to be one of 2, 3, got "next"' },
    { args: ['--suite', 'all'], message: 'got "all"' },
    { args: ['--fast'], message: "Unknown option '--fast'" },
    { args: ['--write', '--node', '22'], message: 'Expected --write alone' },
  ])('refuses $args with exit code 2', ({ args, message }) => {
    const { status, stdout, stderr } = compat(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('Usage: npm run compat');
  });

  it('gives the reason for a cell that OpenTelemetry does not support, and runs nothing there', () => {
    const { status, stdout } = compat('--node', '20', '--line', '3');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /\| 20\.[\d.]+ \| not supported by OpenTelemetry: sdk-trace 3\.[\d.]+ needs Node >=22\.15\.0 \|/,
    );
  });
});

describe('a suite of a cell', () => {
  // Staged for these tests by run.mjs; the Node is the one that all have.
  const line = lines[0]!;
  const node = nodes.find(({ path }) => path === process.execPath)!;
  const broken = join(line.staged, 'e2e/compat/test/broken.test.ts');
  afterEach(() => rmSync(broken, { force: true }));

  it('passes on its Node, and counts its tests', async () => {
    const [result] = await runCell({ node, line }, { names: ['cell'] });
    expect(result).toMatchObject({ ok: true, failed: 0, output: expect.stringContaining('PASS') });
    expect(result?.passed).toBeGreaterThan(10);
  });

  it('fails with one test, which is counted and shown', async () => {
    writeFileSync(broken, "it('is broken', () => expect(1).toBe(2));\n");
    const [result] = await runCell({ node, line }, { names: ['cell'] });
    expect(result).toMatchObject({ ok: false, failed: 1, output: expect.stringContaining('● is broken') });
  });

  it('fails with a file that can not be run', async () => {
    writeFileSync(broken, "throw new Error('no tests here');\n");
    const [result] = await runCell({ node, line }, { names: ['cell'] });
    expect(result).toMatchObject({ ok: false, failed: 1, output: expect.stringContaining('no tests here') });
  });
});
