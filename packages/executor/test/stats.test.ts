import { join } from 'node:path';
import { withPhase, withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import type { Executor, ExecutorStats, HistogramSummary } from '@threadspan/executor';
import { until } from '../../../tools/jest/support/until';
import { start, stopAll } from './start';
import { Recorder } from './workers/dist/recorder.js';

afterEach(stopAll);

const MODULE = join(__dirname, 'workers/dist/recorder.js');
const none: HistogramSummary = { count: 0, min: 0, max: 0, mean: 0, p50: 0, p90: 0, p99: 0 };

/** The first stats that are as wanted. */
async function statsOnce(
  executor: Executor,
  areWanted: (stats: ExecutorStats) => boolean,
): Promise<ExecutorStats> {
  return until(() => {
    const stats = executor.stats();
    return areWanted(stats) && stats;
  });
}

class Gate {
  readonly memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);

  open(): void {
    const words = new Int32Array(this.memory);
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
  }
}

function expectOrdered({ count, min, p50, p90, p99, max, mean }: HistogramSummary): void {
  expect(count).toBeGreaterThan(0);
  expect(min).toBeGreaterThan(0);
  expect([min, p50, p90, p99, max].sort((one, other) => one - other)).toEqual([min, p50, p90, p99, max]);
  expect(mean).toBeGreaterThanOrEqual(min);
  expect(mean).toBeLessThanOrEqual(max);
}

describe('the stats of an executor', () => {
  it('are zeros before it has work', () => {
    expect(createExecutor().stats()).toEqual({
      workers: [],
      jobs: { waiting: 0, running: 0 },
      items: { succeeded: 0, failed: 0, retried: 0 },
      startedWorkers: 0,
      lostWorkers: 0,
      waitTime: none,
      runTime: none,
    });
  });

  it('count every item, call and chain, and each worker its own items', async () => {
    const { executor, analyzer } = await start();
    const files = Array.from({ length: 500 }, (_, index) =>
      index % 100 === 7 ? `${index}!throw` : `${index}`,
    );
    await executor.parIter(files).mapWithContext(analyzer.work).collect({ failures: 'collect' });
    await analyzer.work('one more');
    const isIdle = ({ workers }: ExecutorStats) => workers.every(({ state }) => state === 'idle');
    const { items, jobs, workers, waitTime, runTime, startedWorkers, lostWorkers } = await statsOnce(
      executor,
      isIdle,
    );
    expect({ items, jobs, startedWorkers, lostWorkers }).toEqual({
      items: { succeeded: 496, failed: 5, retried: 0 },
      jobs: { waiting: 0, running: 0 },
      startedWorkers: 2,
      lostWorkers: 0,
    });
    expect(workers.map(({ index }) => index)).toEqual([1, 2]);
    expect(workers.reduce((sum, { finishedItems }) => sum + finishedItems, 0)).toBe(501);
    expect([waitTime.count, runTime.count]).toEqual([2, 501]);
    expectOrdered(waitTime);
    expectOrdered(runTime);
  });

  it('say what a busy worker is on and since when, and which of the items it is', async () => {
    const { executor } = await start({ workers: 1 });
    const recorder = await executor.spawn(Recorder, { module: MODULE, args: [] });
    const gate = new Gate();
    const before = Date.now();
    const values = withSpan('root', () =>
      withPhase('parsing', () =>
        executor
          .parIter(['a', 'b', 'stop', 'c'])
          .mapWithContext(recorder.hold, { shared: [gate.memory] })
          .collect({ chunkSize: 4 }),
      ),
    );
    const isWaiting = ({ workers }: ExecutorStats) => workers[0]?.activity?.currentFunction === 'wait';
    const { workers, jobs } = await statsOnce(executor, isWaiting);
    expect(jobs).toEqual({ waiting: 0, running: 1 });
    const [worker] = workers;
    expect(worker).toMatchObject({ index: 1, state: 'busy', item: 2, finishedItems: 2 });
    expect(worker?.activity).toMatchObject({
      phase: 'parsing',
      currentFile: 'stop',
      currentFunction: 'wait',
      worker: { index: 1, count: 1, threadId: worker?.threadId },
    });
    expect(worker?.activity?.spanHierarchy.map(({ name }) => name)).toEqual(['root', 'process_file']);
    const since = worker?.activity?.since;
    expect(since).toBeGreaterThanOrEqual(before);
    expect(since).toBeLessThanOrEqual(Date.now() + 1);
    expect(executor.stats().workers[0]?.activity?.since).toBe(since);

    gate.open();
    expect(await values).toEqual(['a', 'b', 'stop', 'c']);
    const [idle] = executor.stats().workers;
    expect(idle).toEqual({ index: 1, threadId: worker?.threadId, state: 'idle', finishedItems: 4 });
  });

  it('tell calls and chains that wait for a worker from those that have one', async () => {
    const { executor } = await start({ workers: 1 });
    const recorder = await executor.spawn(Recorder, { module: MODULE, args: [] });
    const gate = new Gate();
    const results = [
      recorder.hold('stop', gate.memory),
      recorder.visit('a'),
      executor.parIter(['b', 'c']).map(recorder.visit).collect(),
    ];
    expect(executor.stats()).toMatchObject({ jobs: { waiting: 2, running: 1 }, waitTime: { count: 1 } });
    gate.open();
    await Promise.all(results);
    expect(executor.stats()).toMatchObject({ jobs: { waiting: 0, running: 0 }, waitTime: { count: 3 } });
  });

  it('do not count what was given up before a worker took it', async () => {
    const { executor } = await start({ workers: 1 });
    const recorder = await executor.spawn(Recorder, { module: MODULE, args: [] });
    const gate = new Gate();
    const held = recorder.hold('stop', gate.memory);
    const controller = new AbortController();
    const waiting = recorder.visit.with({ signal: controller.signal })('a');
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(executor.stats()).toMatchObject({ jobs: { waiting: 0, running: 1 }, waitTime: { count: 1 } });
    gate.open();
    await held;
    expect(executor.stats().items).toEqual({ succeeded: 1, failed: 0, retried: 0 });
  });

  it('tell starting workers, and those that make their instances, from those that are on an item', async () => {
    const executor = createExecutor({ workers: 1 });
    const gate = new Gate();
    const spawned = executor.spawn(Recorder, { module: MODULE, args: [gate.memory] });
    const [starting] = executor.stats().workers;
    expect(starting).toEqual({ index: 1, threadId: expect.any(Number), state: 'starting', finishedItems: 0 });
    const { workers, jobs, startedWorkers } = await statsOnce(
      executor,
      (stats) => stats.workers[0]?.state === 'busy',
    );
    expect(workers).toEqual([{ ...starting, state: 'busy' }]);
    expect({ jobs, startedWorkers }).toEqual({ jobs: { waiting: 0, running: 0 }, startedWorkers: 1 });
    gate.open();
    await spawned;
    await executor.close();
  });

  it('keep what lost workers have done, and count losses and further tries', async () => {
    const { executor, analyzer } = await start({ workers: 1, retries: 1 });
    await executor.parIter(['a', 'b', 'c']).map(analyzer.work).collect();
    const [first] = executor.stats().workers;
    await expect(analyzer.work('x!exit')).rejects.toMatchObject({ code: 'WORKER_EXITED' });
    await analyzer.work('d');
    const { workers, items, startedWorkers, lostWorkers, runTime } = executor.stats();
    expect({ items, startedWorkers, lostWorkers }).toEqual({
      items: { succeeded: 4, failed: 1, retried: 1 },
      startedWorkers: 3,
      lostWorkers: 2,
    });
    expect(workers).toMatchObject([{ index: 1, state: 'idle', finishedItems: 1 }]);
    expect(workers[0]?.threadId).not.toBe(first?.threadId);
    expect(runTime.count).toBe(4);
  });

  it.each(['hang', 'exit', 'timer'])(
    'count an item that ends by %s as failed, without a run time',
    async (fault) => {
      const { executor, analyzer } = await start({ workers: 1 });
      await expect(
        analyzer.work.with({ timeout: fault === 'hang' ? 300 : 30_000 })(`x!${fault}`),
      ).rejects.toThrow();
      const { items, lostWorkers, runTime } = executor.stats();
      expect({ items, lostWorkers }).toEqual({
        items: { succeeded: 0, failed: 1, retried: 0 },
        lostWorkers: 1,
      });
      expect(runTime).toEqual(none);
    },
  );

  it('count items that can not be sent as failed', async () => {
    const { executor, analyzer } = await start({ workers: 1 });
    const input: unknown[] = [1, () => undefined, 2];
    const { failures } = await executor
      .parIter(input)
      .map(analyzer.threadOf)
      .collect({ failures: 'collect', chunkSize: 3 });
    expect(failures.map(({ index }) => index)).toEqual([1]);
    expect(executor.stats().items).toEqual({ succeeded: 2, failed: 1, retried: 0 });
    await expect(analyzer.unclonable()).rejects.toMatchObject({ code: 'NOT_SERIALIZABLE' });
    expect(executor.stats().items).toEqual({ succeeded: 2, failed: 2, retried: 0 });
  });

  it('are there after it is closed', async () => {
    const { executor, analyzer } = await start();
    await executor.parIter([1, 2, 3]).mapWithContext(analyzer.double).collect();
    const { items, waitTime, runTime, startedWorkers } = executor.stats();
    await executor.close();
    expect(executor.stats()).toEqual({
      workers: [],
      jobs: { waiting: 0, running: 0 },
      items,
      startedWorkers,
      lostWorkers: 0,
      waitTime,
      runTime,
    });
    expect(runTime.count).toBe(3);
  });
});
