import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../../tools/jest/support/until';
import { MODULE, Site, WORKER, spawnProbe } from './site';

// Processes are killed and have to be missed: on a busy machine one may be late. What differs is looked at once more.
jest.retryTimes(1, { logErrorsBeforeRetry: true });

const manifest = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as { version: string };
const REDIS = ['--redis', 'redis://127.0.0.1:1'];
const QUEUE = ['--queue', 'probes'];
const CLASS = ['--module', MODULE];

let site: Site;

beforeAll(async () => {
  site = await Site.start();
});

afterAll(() => site?.stop());

afterEach(() => site.killWorkers());

/** Runs the command to its end. */
function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [WORKER, ...args], {
    encoding: 'utf8',
    env: { ...process.env, REDIS_URL: undefined, ...env },
  });
  return { status, stdout, stderr };
}

describe('threadspan-worker', () => {
  it.each([['--help'], ['-h']])('prints how it is used: %s', (option) => {
    const { status, stdout, stderr } = run([option]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Usage: threadspan-worker --redis URL --queue NAME --module FILE [options]');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it.each([['--version'], ['-v']])('prints its version: %s', (option) => {
    expect(run([option])).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  it.each<[readonly string[], string]>([
    [[], 'Missing --redis URL, or the variable REDIS_URL'],
    [REDIS, 'Missing --queue NAME'],
    [[...REDIS, ...QUEUE], 'Missing --module FILE, the built file that exports the class'],
    [['--redis'], "Option '--redis <value>' argument missing"],
    [['--nonsense'], "Unknown option '--nonsense'"],
    [[...REDIS, ...QUEUE, ...CLASS, '--threads', 'many'], 'Expected --threads to be an integer, got "many"'],
    [[...REDIS, ...QUEUE, ...CLASS, '--stall-timeout', '1.5'], 'Expected --stall-timeout to be an integer'],
    [
      [...REDIS, ...QUEUE, ...CLASS, '--max-old-space-size', '1G'],
      'Expected --max-old-space-size to be an integer, got "1G"',
    ],
    [[...REDIS, ...QUEUE, ...CLASS, 'more'], "Unexpected argument 'more'"],
  ])('ends with code 2 and says what is wrong with %j', (args, message) => {
    const { status, stdout, stderr } = run(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`threadspan-worker: ${message}`);
    expect(stderr).toMatch(/\. See threadspan-worker --help\.\n$/);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  it.each<[string, readonly string[], string]>([
    ['a queue of a wrong name', [...REDIS, '--queue', 'a:b', ...CLASS], 'Expected `queue` to be a name'],
    ['no threads', [...REDIS, ...QUEUE, ...CLASS, '--threads', '0'], 'Expected `threads` to be an integer'],
    [
      'no Redis',
      ['--redis', 'http://me:secret@host', ...QUEUE, ...CLASS],
      'Expected `connection` to be a URL',
    ],
    ['a file that is not there', [...REDIS, ...QUEUE, '--module', './none.js'], 'Could not load file:///'],
    [
      'a package that is not there',
      [...REDIS, ...QUEUE, ...CLASS, '--import', 'nope'],
      "Cannot find module 'nope'",
    ],
  ])('ends with code 1 where it is given %s', (_, args, message) => {
    const { status, stdout, stderr } = run(args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(`threadspan-worker: ${message}`);
    expect(stderr).not.toContain('secret');
  });

  it('ends with code 1 where a module has no annotated class', () => {
    const file = join(site.directory, 'plain.cjs');
    writeFileSync(file, 'exports.Plain = class Plain { method() {} };');
    const { status, stderr } = run([...REDIS, ...QUEUE, '--module', file]);
    expect(status).toBe(1);
    expect(stderr).toContain('plain.cjs to export a class with annotated methods');
  });

  it('ends with code 1 and the cause where a module throws', () => {
    const file = join(site.directory, 'broken.cjs');
    writeFileSync(file, 'throw new Error("broken on purpose");');
    const { status, stderr } = run([...REDIS, ...QUEUE, '--module', file]);
    expect(status).toBe(1);
    expect(stderr).toContain('broken on purpose');
    expect(stderr).toContain('(WORKER_START_FAILED)');
  });

  it('ends with code 1 where nobody answers', () => {
    const { status, stderr } = run([...REDIS, ...QUEUE, ...CLASS]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/Redis has not answered within 10 s.*ECONNREFUSED.*\(QUEUE_UNREACHABLE\)/);
  });

  it('bounds the heap of its threads', async () => {
    await site.worker({ args: ['--max-old-space-size', '96'] });
    expect(await (await spawnProbe(site.driver())).heapLimit()).toBe(96);
  });

  it('takes the address from REDIS_URL', async () => {
    const child = site.worker({
      bin: join(__dirname, 'programs/without-redis.cjs'),
      env: { REDIS_URL: site.redis.url },
    });
    const { name } = await child;
    expect(name).toMatch(/^[\w.-]+-\d+-[\da-f]{6}$/);
    expect(await (await spawnProbe(site.driver())).double(2)).toBe(4);
  });

  it('ends after what it has at the first signal, and at once at the second', async () => {
    const worker = await site.worker();
    const log = site.log();
    const driver = site.driver();
    const probe = await spawnProbe(driver, log.path);
    const call = probe.take('a.ts', 60_000).catch((error: unknown) => error);
    await until(() => log.lines().length > 0);
    worker.child.kill('SIGINT');
    await until(() => worker.output().includes('finishing what is begun'));
    expect(worker.child.exitCode).toBe(null);
    worker.child.kill('SIGTERM');
    expect(await worker.exited).toBe(1);
    await driver.close({ drain: false });
    expect(await call).toMatchObject({ code: 'EXECUTOR_CLOSED' });
  });
});
