import { getErrorContext, getProgress, setProgress, withPhase, withSpan } from '@threadspan/context';
import type { Executor } from '@threadspan/executor';
import { until } from '../../../tools/jest/support/until';
import { files, numbers } from './numbers';
import { Site, spawnProbe } from './site';

// Processes are killed and have to be missed: on a busy machine one may be late. What differs is looked at once more.
jest.retryTimes(1, { logErrorsBeforeRetry: true });

// One worker after the other is lost, and each has to be missed first.
jest.setTimeout(180_000);

let site: Site;
let executor: Executor;

beforeAll(async () => {
  site = await Site.start();
});

afterAll(() => site?.stop());

afterEach(async () => {
  await site.closeDrivers();
  await site.killWorkers();
});

async function startTwo(): Promise<void> {
  await site.workers(2);
  executor = site.driver();
}

/** How often each item was begun. */
function countOf(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const [, item = ''] = line.split(' ');
    counts.set(item, (counts.get(item) ?? 0) + 1);
  }
  return counts;
}

describe('a worker process that is killed in the middle of a run', () => {
  it('costs no item its result, and its work is done by the other', async () => {
    const [victim] = await site.workers(2);
    const log = site.log();
    executor = site.driver({ retries: 3 });
    const probe = await spawnProbe(executor, log.path);
    setProgress(0, 120);
    const run = executor
      .parIter(files(120))
      .mapWithContext(probe.take, { shared: [20] })
      .collect({ chunkSize: 6 });
    await until(() => log.lines().some((line) => line.startsWith(`${victim!.pid} `)));
    victim!.child.kill('SIGKILL');
    expect(await run).toEqual(files(120));
    expect(getProgress()).toEqual({ processed: 120, failed: 0, total: 120 });
    expect(executor.stats().lostWorkers).toBe(1);
    expect(new Set(countOf(log.lines()).keys())).toEqual(new Set(files(120)));
  });

  it('fails a call that has no tries left, with its name', async () => {
    const worker = await site.worker();
    executor = site.driver({ retries: 0 });
    const log = site.log();
    const probe = await spawnProbe(executor, log.path);
    const call = withPhase('scoring', () => withSpan('root', () => probe.take('slow.ts', 60_000)));
    const failed = call.then(
      () => undefined,
      (error: unknown) => error,
    );
    await until(() => log.lines().length > 0);
    worker.child.kill('SIGKILL');
    const error = await failed;
    expect(error).toMatchObject({
      code: 'WORKER_EXITED',
      message: expect.stringContaining('was lost in the middle of its work'),
    });
    expect(getErrorContext(error)).toMatchObject({ phase: 'scoring', attempt: 1 });
  });

  it('leaves what was sent before to be done by the next that is started', async () => {
    const worker = await site.worker();
    const log = site.log();
    executor = site.driver({ retries: 2 });
    const probe = await spawnProbe(executor, log.path);
    const run = executor
      .parIter(files(40))
      .mapWithContext(probe.take, { shared: [20] })
      .collect({ chunkSize: 4 });
    await until(() => log.lines().length > 8);
    worker.child.kill('SIGKILL');
    await worker.exited;
    await site.worker();
    expect(await run).toEqual(files(40));
  });
});

describe('an item that kills its process', () => {
  it('at once fails after its tries, and its chunk-mates arrive', async () => {
    // It costs four: it has to be found, and is tried twice. The others do what is left.
    await site.workers(6);
    const log = site.log();
    executor = site.driver();
    const probe = await spawnProbe(executor, log.path);
    setProgress(0, 12);
    const items = files(12).map((file, index) => (index === 7 ? 'poison.ts' : file));
    const { values, failures } = await withPhase('parsing', () =>
      withSpan('root', () =>
        executor
          .parIter(items)
          .mapWithContext(probe.killOn, { shared: ['poison.ts', 0] })
          .collect({ failures: 'collect', chunkSize: 12 }),
      ),
    );
    expect(values).toEqual(items.filter((item) => item !== 'poison.ts'));
    expect(failures.map(({ index, input }) => [index, input])).toEqual([[7, 'poison.ts']]);
    expect(failures[0]?.error).toMatchObject({ code: 'WORKER_EXITED' });
    expect(getErrorContext(failures[0]?.error)).toMatchObject({ phase: 'parsing' });
  });

  it('after a while fails where it was seen last, and its chunk-mates arrive', async () => {
    await site.workers(4);
    const log = site.log();
    executor = site.driver();
    const probe = await spawnProbe(executor, log.path);
    setProgress(0, 12);
    const items = files(12).map((file, index) => (index === 7 ? 'poison.ts' : file));
    const { values, failures } = await withPhase('parsing', () =>
      withSpan('root', () =>
        executor
          .parIter(items)
          .mapWithContext(probe.killOn, { shared: ['poison.ts', 1_000] })
          .collect({ failures: 'collect', chunkSize: 12 }),
      ),
    );
    expect(values).toEqual(items.filter((item) => item !== 'poison.ts'));
    expect(failures.map(({ index, input }) => [index, input])).toEqual([[7, 'poison.ts']]);
    const [{ error } = { error: undefined }] = failures;
    expect(error).toMatchObject({ code: 'WORKER_EXITED' });
    const where = getErrorContext(error);
    expect(where).toMatchObject({ phase: 'parsing', currentFile: 'poison.ts', attempt: 2 });
    expect(where?.spanHierarchy.map(({ name }) => name)).toEqual(['root', 'process_file']);
    expect(getProgress()).toEqual({ processed: 12, failed: 1, total: 12 });
    expect(countOf(log.lines()).get('poison.ts')).toBe(2);
  });
});

describe('an item that ends its thread', () => {
  it('fails after its tries, and says where and in which worker', async () => {
    await startTwo();
    const probe = await spawnProbe(executor);
    setProgress(0, 20);
    const items = files(20).map((file, index) => (index === 11 ? 'poison.ts' : file));
    const { values, failures } = await withPhase('parsing', () =>
      withSpan('root', () =>
        executor
          .parIter(items)
          .mapWithContext(probe.exitOn, { shared: ['poison.ts'] })
          .collect({ failures: 'collect', chunkSize: 10 }),
      ),
    );
    expect(values).toEqual(items.filter((item) => item !== 'poison.ts'));
    expect(failures.map(({ index }) => index)).toEqual([11]);
    const [{ error } = { error: undefined }] = failures;
    expect(error).toMatchObject({ code: 'WORKER_EXITED', message: expect.stringContaining('code 3') });
    const where = getErrorContext(error);
    expect(where).toMatchObject({
      phase: 'parsing',
      currentFile: 'poison.ts',
      attempt: 2,
      worker: { index: expect.any(Number), count: 2, threadId: expect.any(Number) },
    });
    expect(where?.spanHierarchy.map(({ name }) => name)).toEqual(['root', 'process_file']);
    expect(getProgress()).toEqual({ processed: 20, failed: 1, total: 20 });
  });

  it('leaves its process able to go on', async () => {
    await startTwo();
    const probe = await spawnProbe(executor);
    await expect(probe.exitOn('x', 'x')).rejects.toMatchObject({ code: 'WORKER_EXITED' });
    const values = await executor.parIter(numbers(100)).mapWithContext(probe.double).collect();
    expect(values).toEqual(numbers(100).map((value) => value * 2));
  });
});

describe('a worker that is too slow to answer', () => {
  it('is taken for lost, and what it says later is not taken twice', async () => {
    const [stopped] = await site.workers(2);
    const log = site.log();
    executor = site.driver({ retries: 3 });
    const probe = await spawnProbe(executor, log.path);
    setProgress(0, 60);
    let seen = 0;
    const run = executor
      .parIter(files(60))
      .mapWithContext(probe.take, { shared: [50] })
      .collect({ chunkSize: 5, onProgress: ({ done }) => (seen = done) });
    await until(() => log.lines().some((line) => line.startsWith(`${stopped!.pid} `)));
    stopped!.child.kill('SIGSTOP');
    await until(() => executor.stats().lostWorkers === 1);
    stopped!.child.kill('SIGCONT');
    expect(await run).toEqual(files(60));
    expect(seen).toBe(60);
    expect(await probe.double(2)).toBe(4);
  });
});
