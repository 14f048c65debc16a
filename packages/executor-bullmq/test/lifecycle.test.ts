import { fork } from 'node:child_process';
import { join } from 'node:path';
import { startRedis } from '@threadspan/redis';
import { Redis } from 'ioredis';
import { until } from '../../../tools/jest/support/until';
import { files, numbers } from './numbers';
import { MODULE, Site, spawnProbe } from './site';

// Processes are killed and have to be missed: on a busy machine one may be late. What differs is looked at once more.
jest.retryTimes(1, { logErrorsBeforeRetry: true });

const PROGRAM = join(__dirname, 'programs/driver.cjs');

let site: Site;

beforeAll(async () => {
  site = await Site.start();
});

afterAll(() => site?.stop());

afterEach(async () => {
  await site.closeDrivers();
  await site.killWorkers();
});

/** A program with a driver of its own; see programs/driver.cjs. */
function startProgram(what: 'idle' | 'long', log = '') {
  const { url } = site.redis;
  const child = fork(PROGRAM, [url, MODULE, what, log], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  let output = '';
  child.stdout!.on('data', (bytes: Buffer) => (output += bytes.toString()));
  const exited = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
  return { child, exited, output: () => output };
}

describe('a worker that gets SIGTERM', () => {
  it('finishes what it has, and ends with code 0', async () => {
    const [leaving] = await site.workers(2);
    const log = site.log();
    const executor = site.driver({ retries: 0 });
    const probe = await spawnProbe(executor, log.path);
    const run = executor
      .parIter(files(100))
      .mapWithContext(probe.take, { shared: [20] })
      .collect({ chunkSize: 4 });
    await until(() => log.lines().some((line) => line.startsWith(`${leaving!.pid} `)));
    leaving!.child.kill('SIGTERM');
    expect(await leaving!.exited).toBe(0);
    expect(leaving!.output()).toContain('finishing what is begun');
    expect(await run).toEqual(files(100));
    expect(executor.stats().lostWorkers).toBe(0);
    // Nothing was begun twice.
    expect(new Set(log.lines().map((line) => line.split(' ')[1])).size).toBe(log.lines().length);
  });

  it('ends at once where it has nothing', async () => {
    const worker = await site.worker();
    worker.child.kill('SIGTERM');
    expect(await worker.exited).toBe(0);
  });

  it('ends all the same where Redis goes away, for good or not', async () => {
    const [gone, restarted] = await Promise.all([startRedis(), startRedis({ appendOnly: true })]);
    const orphan = await site.worker({ url: gone.url });
    const patient = await site.worker({ url: restarted.url });
    for (const { child } of [orphan, patient]) child.kill('SIGTERM');
    await Promise.all([gone.stop(), restarted.restart()]);
    expect(await Promise.all([orphan.exited, patient.exited])).toEqual([0, 0]);
    await restarted.stop();
  });

  it('is not among those of the queue any more', async () => {
    const [leaving, staying] = await site.workers(2);
    const redis = new Redis(site.redis.url);
    const present = () => redis.smembers('bull:threadspan:probes:workers');
    expect(await present()).toEqual(expect.arrayContaining([leaving!.name, staying!.name]));
    leaving!.child.kill('SIGTERM');
    await leaving!.exited;
    expect(await present()).toContain(staying!.name);
    expect(await present()).not.toContain(leaving!.name);
    redis.disconnect();
  });
});

describe('a driver that is killed', () => {
  it('costs its workers nothing: they drop its work and do that of others', async () => {
    const worker = await site.worker();
    const log = site.log();
    const { child, exited } = startProgram('long', log.path);
    await until(() => log.lines().length > 0);
    child.kill('SIGKILL');
    expect(await exited).toBe('SIGKILL');
    const executor = site.driver();
    const probe = await spawnProbe(executor);
    expect(await executor.parIter(numbers(100)).mapWithContext(probe.double).collect()).toHaveLength(100);
    expect(worker.child.exitCode).toBe(null);
  });
});

describe('a driver with nothing to do', () => {
  it('does not keep its process alive, closed or not', async () => {
    await site.worker();
    const { exited, output } = startProgram('idle');
    expect(await exited).toBe(0);
    expect(output()).toBe('[2,4,6]\n');
  });
});

describe('two drivers on one queue', () => {
  it('get each their own results', async () => {
    await site.workers(2);
    const drivers = [site.driver(), site.driver()];
    const probes = await Promise.all(drivers.map((driver) => spawnProbe(driver)));
    const runs = drivers.map((driver, index) =>
      driver
        .parIter(numbers(500).map((value) => value + index * 10_000))
        .mapWithContext(probes[index]!.double)
        .collect(),
    );
    const [first, second] = await Promise.all(runs);
    expect(first).toEqual(numbers(500).map((value) => value * 2));
    expect(second).toEqual(numbers(500).map((value) => (value + 10_000) * 2));
  });

  it('leave each other alone when one of them closes', async () => {
    await site.worker();
    const closing = site.driver();
    const staying = site.driver();
    const [one, other] = [await spawnProbe(closing), await spawnProbe(staying)];
    const left = closing
      .parIter(numbers(40))
      .mapWithContext(one.later, { shared: [50] })
      .collect();
    const kept = staying
      .parIter(numbers(40))
      .mapWithContext(other.later, { shared: [20] })
      .collect();
    const rejected = expect(left).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
    await closing.close({ drain: false });
    await rejected;
    expect(await kept).toEqual(numbers(40));
  });
});
