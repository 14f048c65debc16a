import { getProgress, setProgress } from '@threadspan/context';
import type { Executor } from '@threadspan/executor';
import { until } from '../../../tools/jest/support/until';
import { files, numbers } from './numbers';
import { startProxy } from './proxy';
import type { Proxy } from './proxy';
import { Site, spawnProbe } from './site';

// Processes are killed and have to be missed: on a busy machine one may be late. What differs is looked at once more.
jest.retryTimes(1, { logErrorsBeforeRetry: true });

let site: Site;
let proxy: Proxy;
let executor: Executor;

beforeAll(async () => {
  site = await Site.start({ appendOnly: true });
  proxy = await startProxy(site.redis.port);
});

afterAll(async () => {
  await site?.stop();
  await proxy?.close();
});

afterEach(async () => {
  proxy.mend();
  await site.closeDrivers();
  await site.killWorkers();
});

describe('Redis that is started again in the middle of a run', () => {
  it('costs no item its outcome, and none has two', async () => {
    await site.workers(2);
    executor = site.driver({ retries: 5 });
    const probe = await spawnProbe(executor);
    setProgress(0, 200);
    let done = 0;
    const run = executor
      .parIter(numbers(200))
      .mapWithContext(probe.later, { shared: [20] })
      .collect({ chunkSize: 5, onProgress: (progress) => (done = progress.done) });
    await until(() => done > 20);
    await site.redis.restart();
    expect(await run).toEqual(numbers(200));
    expect(done).toBe(200);
    expect(await probe.double(4)).toBe(8);
  });

  it('more than once is waited for each time', async () => {
    await site.workers(2);
    executor = site.driver({ retries: 5 });
    const probe = await spawnProbe(executor);
    let done = 0;
    const run = executor
      .parIter(numbers(150))
      .mapWithContext(probe.later, { shared: [20] })
      .collect({ chunkSize: 5, onProgress: (progress) => (done = progress.done) });
    await until(() => done > 20);
    await site.redis.restart();
    await until(() => done > 60);
    await site.redis.restart();
    expect(await run).toEqual(numbers(150));
  });

  it('keeps calls that wait for a worker', async () => {
    const worker = await site.worker();
    executor = site.driver();
    const probe = await spawnProbe(executor);
    worker.child.kill('SIGTERM');
    expect(await worker.exited).toBe(0);
    const calls = numbers(10).map((value) => probe.double(value));
    await until(() => executor.stats().jobs.waiting === 10);
    await site.redis.restart();
    await site.worker();
    expect(await Promise.all(calls)).toEqual(numbers(10).map((value) => value * 2));
  });
});

describe('a network that is cut between one worker and Redis', () => {
  it('gives its work to the others, and its late results are not taken twice', async () => {
    const cut = await site.worker({ url: proxy.url });
    const log = site.log();
    executor = site.driver({ retries: 5 });
    const probe = await spawnProbe(executor, log.path);
    setProgress(0, 40);
    let done = 0;
    const run = executor
      .parIter(files(40))
      .mapWithContext(probe.take, { shared: [100] })
      .collect({ chunkSize: 4, onProgress: (progress) => (done = progress.done) });
    await until(() => log.lines().length > 0);
    proxy.cut();
    await site.worker();
    expect(await run).toEqual(files(40));
    expect(done).toBe(40);
    expect(getProgress()).toEqual({ processed: 40, failed: 0, total: 40 });
    proxy.mend();
    expect(await executor.parIter(numbers(50)).mapWithContext(probe.double).collect()).toHaveLength(50);
    expect(getProgress()).toEqual({ processed: 40, failed: 0, total: 40 });
    expect(done).toBe(40);
    // It finds its way back, and works on.
    const pids = new Set<number>();
    while (!pids.has(cut.pid)) {
      const seen = await executor.parIter(numbers(20)).mapWithContext(probe.pidOf).collect({ chunkSize: 1 });
      for (const pid of seen) pids.add(pid);
    }
  });

  it('is got over by the driver, too', async () => {
    await site.worker();
    executor = site.driver({ connection: proxy.url, retries: 5 });
    const probe = await spawnProbe(executor);
    let done = 0;
    const run = executor
      .parIter(numbers(60))
      .mapWithContext(probe.later, { shared: [20] })
      .collect({ chunkSize: 5, onProgress: (progress) => (done = progress.done) });
    await until(() => done > 10);
    proxy.cut();
    await new Promise((resolve) => setTimeout(resolve, 2 * site.stallTimeout));
    proxy.mend();
    expect(await run).toEqual(numbers(60));
    expect(done).toBe(60);
  });
});
