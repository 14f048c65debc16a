import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createExecutor } from '@threadspan/executor';
import { Holder } from './workers/dist/holder.js';

/** The lines that a program prints, in any of its threads. */
function linesOf(name: string, variables: NodeJS.ProcessEnv = {}): string[] {
  const { stdout } = spawnSync(process.execPath, [join(__dirname, 'programs', name)], {
    encoding: 'utf8',
    timeout: 30_000,
    killSignal: 'SIGKILL',
    env: { ...process.env, ...variables },
  });
  return stdout.trim().split('\n');
}

const refused = (name: string): unknown =>
  expect.stringMatching(
    `^WORKER_START_FAILED file:.*/${name} gives work to an executor when a worker loads it`,
  );

const twice = ['the program runs', 'the program runs'];

describe('a program in one file with its class', () => {
  it('fails to spawn, and says why, where it waits for its first task', () => {
    const name = 'one-file.mjs';
    expect(linesOf(name)).toEqual([...twice, 'started 0', refused(name), 'started 1', refused(name)]);
  });

  it('fails to spawn although the module has been loaded, where it does not wait', () => {
    const name = 'one-file.cjs';
    expect(linesOf(name)).toEqual([...twice, 'started 0', refused(name), 'started 1', refused(name)]);
  });

  it('starts no workers in a worker, where it comes to its first task later', () => {
    const name = 'one-file.cjs';
    const lines = linesOf(name, { IS_LATE: '1' });
    expect(lines.slice(0, 4)).toEqual([...twice, 'started 0', refused(name)]);
    expect(lines.slice(4)).toEqual(['started 1', expect.stringContaining('WORKER_EXITED')]);
  });
});

it('gives items the executor that was made when their module was loaded', async () => {
  await using executor = createExecutor({ workers: 1 });
  const holder = await executor.spawn(Holder, { module: join(__dirname, 'workers/dist/holder.js') });
  expect(await holder.double(21)).toBe(42);
});
