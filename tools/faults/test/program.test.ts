import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readPage } from '@threadspan/faults';

const root = fileURLToPath(new URL('../../..', import.meta.url));

function faults(...args: string[]) {
  return spawnSync(process.execPath, ['tools/run.mjs', 'faults', ...args], { cwd: root, encoding: 'utf8' });
}

describe('npm run faults', () => {
  it('prints what became of a fault in every pool, and writes nothing for a part of them', () => {
    const before = readPage();
    const { status, stdout } = faults('exit-3');
    expect(status).toBe(0);
    expect(stdout).toMatch(/│ calls process\.exit\(3\) +│ ThreadspanError, +│.*│ ✓ +│ ✓ +│ ✓ +│/);
    expect(stdout).toMatch(/│ tinypool \d.*│ poolifier \d/);
    expect(readPage()).toBe(before);
  });

  it('refuses a fault that it does not know with exit code 2', () => {
    const { status, stdout, stderr } = spawnSync('npm', ['--silent', 'run', 'faults', '--', 'exit-4'], {
      cwd: root,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('Expected a fault (throw, ');
    expect(stderr).toContain('Usage: npm run faults');
  });
});
