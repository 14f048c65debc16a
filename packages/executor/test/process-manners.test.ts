import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

function run(...args: string[]) {
  const program = join(__dirname, 'programs/uses-executor.cjs');
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', timeout: 30_000 });
}

const quiet = JSON.stringify({ value: 42, listeners: [0, 0, 0, 0, 0] });

it('leaves no listeners on the process and lets it end after close()', () => {
  const { stdout, stderr, status } = run('close');
  expect({ stdout: stdout.trim(), stderr, status }).toEqual({ stdout: quiet, stderr: '', status: 0 });
});

it('does not keep the process alive while it is idle', () => {
  const { stdout, stderr, status } = run();
  expect({ stdout: stdout.trim(), stderr, status }).toEqual({ stdout: quiet, stderr: '', status: 0 });
});

it('leaves it to Node what a signal does', () => {
  expect(run('signal').signal).toBe('SIGTERM');
});
