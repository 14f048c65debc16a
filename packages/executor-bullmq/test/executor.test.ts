import type { Executor, Remote } from '@threadspan/executor';
import { until } from '../../../tools/jest/support/until';
import { numbers } from './numbers';
import { Site, spawnProbe } from './site';
import type { WorkerProcess } from './site';
import type { Probe } from './workers/dist/probe.js';

let site: Site;
let workers: WorkerProcess[];

beforeAll(async () => {
  site = await Site.start({ stallTimeout: 5_000 });
  workers = await site.workers(2);
});

afterAll(() => site?.stop());

afterEach(() => site.closeDrivers());

async function start(
  options: Parameters<Site['driver']>[0] = {},
): Promise<{ executor: Executor; probe: Remote<Probe> }> {
  const executor = site.driver(options);
  return { executor, probe: await spawnProbe(executor) };
}

describe('a queue executor', () => {
  it('uses all threads of all processes', async () => {
    const { executor, probe } = await start();
    const seen = await executor
      .parIter(numbers(60).map(String))
      .mapWithContext(probe.seeLate)
      .collect({ chunkSize: 1 });
    const threads = new Set(seen.map(({ pid, threadId }) => `${pid}/${threadId}`));
    expect(threads.size).toBe(4);
    expect(new Set(seen.map(({ pid }) => pid))).toEqual(new Set(workers.map(({ pid }) => pid)));
  });

  it('says what its workers are on, and counts what was done', async () => {
    const { executor, probe } = await start();
    const calls = [probe.take('a.ts', 3_000), probe.take('b.ts', 3_000)];
    // It may be some seconds old.
    const files = () => executor.stats().workers.flatMap(({ activity }) => activity?.currentFile ?? []);
    await until(() => files().includes('a.ts') && files().includes('b.ts'));
    await Promise.all(calls);
    await executor.parIter(['x', 'y', 'z']).mapWithContext(probe.fail).collect({ failures: 'collect' });
    const stats = executor.stats();
    expect(stats).toMatchObject({
      jobs: { waiting: 0, running: 0 },
      items: { succeeded: 2, failed: 3, retried: 0 },
      lostWorkers: 0,
    });
    expect(stats.workers.map(({ index }) => index)).toEqual(
      numbers(stats.workers.length).map((at) => at + 1),
    );
    expect(stats.runTime.count).toBe(5);
  });

  it('hears that workers have gone while it has nothing to do, when it is asked again', async () => {
    const { child, exited } = await site.worker();
    const { executor, probe } = await start();
    const items = numbers(90).map(String);
    await executor.parIter(items).mapWithContext(probe.seeLate).collect({ chunkSize: 1 });
    await until(() => executor.stats().workers.length === 6);
    child.kill('SIGTERM');
    await exited;
    await until(() => executor.stats().workers.length === 4);
  });

  it('refuses what has no room, and tells when there is some', async () => {
    const { executor, probe } = await start({ maxQueue: 1 });
    const calls: Promise<unknown>[] = [];
    const refused = () => calls.push(probe.later(1, 200).catch((error: unknown) => error));
    for (let made = 0; made < 60; made += 1) refused();
    const outcomes = await Promise.all(calls);
    expect(outcomes).toContainEqual(expect.objectContaining({ code: 'QUEUE_FULL' }));
    expect(outcomes).toContain(1);
    for (const value of numbers(20)) {
      await executor.whenRoom();
      expect(await probe.double(value)).toBe(value * 2);
    }
    const signal = AbortSignal.abort(new Error('not any more'));
    const waits = executor.whenRoom({ signal });
    await expect(waits).rejects.toThrow('not any more');
  });

  it('has a limit for all its items where it is given one', async () => {
    const { probe } = await start({ taskTimeout: 300 });
    await expect(probe.hang()).rejects.toMatchObject({ code: 'TASK_TIMEOUT' });
    expect(await probe.later.with({ timeout: 5_000 })(1, 500)).toBe(1);
  });

  it('finishes what it has when it is closed', async () => {
    const { executor, probe } = await start();
    const run = executor
      .parIter(numbers(30))
      .mapWithContext(probe.later, { shared: [20] })
      .collect();
    await executor.close();
    expect(await run).toEqual(numbers(30));
    await expect(probe.double(1)).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
    await expect(executor.whenRoom()).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
  });

  it('drops what it has when it is closed without draining', async () => {
    const { executor, probe } = await start();
    const run = executor
      .parIter(numbers(500))
      .mapWithContext(probe.later, { shared: [50] })
      .collect();
    const call = probe.later(1, 60_000);
    const dropped = Promise.all([
      expect(run).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' }),
      expect(call).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' }),
    ]);
    await until(() => executor.stats().jobs.running === 2);
    await executor.close({ drain: false });
    await dropped;
    // Its threads are free for others.
    const { executor: other, probe: another } = await start();
    expect(await other.parIter(numbers(100)).mapWithContext(another.double).collect()).toHaveLength(100);
  });

  it('closes where it was never used, twice, and by `await using`', async () => {
    const unused = site.driver();
    await unused.close();
    await Promise.all([unused.close(), unused[Symbol.asyncDispose]()]);
  });

  it('leaves nothing in Redis that does not expire', async () => {
    const { executor, probe } = await start();
    await executor
      .parIter(numbers(100))
      .mapWithContext(probe.sizes, { shared: [new Map()] })
      .collect();
    await executor.close();
    const { Redis } = await import('ioredis');
    const redis = new Redis(site.redis.url);
    const lasting: string[] = [];
    for (const key of await redis.keys('*')) if ((await redis.ttl(key)) === -1) lasting.push(key);
    redis.disconnect();
    const known =
      /^bull:probes:(meta|id|events|marker|stalled-check|stalled)$|^bull:threadspan:probes:workers$/;
    expect(lasting.filter((key) => !known.test(key))).toEqual([]);
  });
});
