import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Account } from '../account.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

function npmRunSoak(...args: string[]) {
  return spawnSync('npm', ['--silent', 'run', 'soak', '--', ...args], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
}

/** The same without npm, which takes longer to start than this does to refuse. */
function soak(...args: string[]) {
  return spawnSync(process.execPath, ['tools/run.mjs', 'soak', ...args], { cwd: root, encoding: 'utf8' });
}

describe('npm run soak', () => {
  it('finds that no item is lost, doubled or mistaken, that nothing is left behind and memory is flat', () => {
    const { status, stdout, stderr } = npmRunSoak('--quick', '--seed', '1');
    const off = stdout.split('\n').filter((line) => line.includes('OFF'));
    expect({ status, stderr, off }).toEqual({ status: 0, stderr: '', off: [] });
    expect(stdout).toContain(', seed 1\n');
    expect(stdout).toMatch(/│ items without an outcome +│ 0 +│ 0 +│ ok/);
    expect(stdout).toMatch(/│ workers lost +│ [1-9]\d* +│ [1-9]\d* +│ ok/);
    expect(stdout).toMatch(/│ peak memory, 1,000,000 items .* │ ok/);
  }, 180_000);

  it.each([
    { args: ['--fast'], message: "Unknown option '--fast'" },
    { args: ['--seed', 'x'], message: 'Expected the seed to be an integer, got "x"' },
  ])('refuses $args with exit code 2', ({ args, message }) => {
    const { status, stderr } = soak(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('the books of a lane', () => {
  const items = [
    { path: 'a.ts', value: 1 },
    { path: 'b.ts', value: 2, fault: 'throw' },
    { path: 'c.ts', value: 3 },
  ];

  it('know which items have no outcome, and which have more than one', () => {
    const account = new Account(items, undefined);
    account.succeeded(0, [1], [1]);
    account.succeeded(0, [1], [1]);
    account.succeeded(2, [3], [3]);
    expect(account.sums).toMatchObject({ items: 3, faulty: 1, lost: 1, doubled: 1, wrong: 0 });
  });

  it('call an outcome wrong that another item or fault should have had', () => {
    const account = new Account(items, undefined);
    account.succeeded(0, [3], [1]);
    account.failed(1, Object.assign(new Error('gone'), { code: 'WORKER_EXITED' }));
    account.failed(2, Object.assign(new Error('broken'), { code: 'E_THROW' }));
    account.succeeded(3, [4], [4]);
    expect(account.sums).toMatchObject({ lost: 0, wrong: 4 });
    expect(account.examples[1]).toBe('b.ts, where throw goes wrong: got WORKER_EXITED: gone');
  });
});
