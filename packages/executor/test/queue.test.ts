import { getEventListeners } from 'node:events';
import { createExecutor } from '@threadspan/executor';
import type { Executor, ExecutorOptions, Remote } from '@threadspan/executor';
import { rejectionOf } from '../../../tools/jest/support/rejection-of';
import { thrownBy } from '../../../tools/jest/support/thrown-by';
import { Mortal } from './workers/dist/mortal.js';

let executor: Executor;
let mortal: Remote<Mortal>;

async function start(options: ExecutorOptions = {}): Promise<void> {
  executor = createExecutor({ workers: 2, ...options });
  mortal = await executor.spawn(Mortal, { module: require.resolve('./workers/dist/mortal.js') });
}

afterEach(() => executor.close({ drain: false }));

describe('a bounded queue', () => {
  it('takes what the workers can begin with, and as many more as maxQueue says', async () => {
    await start({ maxQueue: 3 });
    const calls = Array.from({ length: 5 }, () => mortal.pause(10));
    const error = await rejectionOf(mortal.pause(1));
    expect(error).toMatchObject({ code: 'QUEUE_FULL' });
    expect(String(error)).toContain('no more than 3 calls and chains may wait');
    expect(await Promise.all(calls)).toEqual([10, 10, 10, 10, 10]);
    expect(await mortal.pause(1)).toBe(1);
  });

  it('says how many may wait also where it is one', async () => {
    await start({ workers: 1, maxQueue: 1 });
    const calls = [mortal.pause(10), mortal.pause(10)];
    expect(String(await rejectionOf(mortal.pause(1)))).toContain('no more than one call or chain may wait');
    await Promise.all(calls);
  });

  it('lets those in who wait for room, in their order, and rejects none of them', async () => {
    await start({ maxQueue: 1 });
    const begun: number[] = [];
    const callers = Array.from({ length: 40 }, async (_, caller) => {
      await executor.whenRoom();
      begun.push(caller);
      return mortal.pause(1);
    });
    expect(await Promise.all(callers)).toHaveLength(40);
    expect(begun).toEqual(begun.toSorted((one, other) => one - other));
  });

  it('has room at once where it has no bounds', async () => {
    await start();
    const calls = Array.from({ length: 100 }, () => mortal.pause(1));
    await executor.whenRoom();
    await Promise.all(calls);
  });

  it('has bounds that make sense', () => {
    expect(thrownBy(() => createExecutor({ maxQueue: -1 }))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(thrownBy(() => createExecutor({ startTimeout: 0 }))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

it('puts one listener on a signal for many calls, and takes it off again', async () => {
  await start();
  const { signal } = new AbortController();
  const calls = Array.from({ length: 30 }, () => mortal.pause.with({ signal })(1));
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  await Promise.all(calls);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

describe.each([
  ['in this thread', 0],
  ['in a worker', 1],
] as const)('one at a time, %s', (_, workers) => {
  it('may be no queue at all', async () => {
    await start({ maxQueue: 0, workers });
    const call = mortal.pause(10);
    await expect(mortal.pause(1)).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    await expect(executor.parIter([1]).map(mortal.pause).collect()).rejects.toMatchObject({
      code: 'QUEUE_FULL',
    });
    await call;
    expect(await executor.parIter([1]).map(mortal.pause).collect()).toEqual([1]);
  });

  it('counts a chain once, however many items it has', async () => {
    await start({ maxQueue: 1, workers });
    const items = Array.from({ length: 50 }, () => 0);
    const chains = [1, 2].map(() => executor.parIter(items).map(mortal.pause).collect({ chunkSize: 1 }));
    await expect(mortal.pause(1)).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    expect(await Promise.all(chains)).toEqual([items, items]);
  });

  it('holds a producer back that waits before each call', async () => {
    await start({ maxQueue: 2, workers });
    let most = 0;
    const calls: Promise<number>[] = [];
    for (let call = 0; call < 30; call += 1) {
      await executor.whenRoom();
      calls.push(mortal.pause(1));
      most = Math.max(most, executor.stats().jobs.waiting);
    }
    await Promise.all(calls);
    expect(most).toBe(2);
  });

  it('lets nobody wait for ever', async () => {
    await start({ maxQueue: 0, workers });
    const call = mortal.pause(30);
    const controller = new AbortController();
    const aborted = executor.whenRoom({ signal: controller.signal });
    const closed = executor.whenRoom();
    controller.abort(new Error('no time'));
    await expect(aborted).rejects.toThrow('no time');
    await expect(executor.whenRoom({ signal: controller.signal })).rejects.toThrow('no time');
    const closing = executor.close();
    await expect(closed).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
    await expect(executor.whenRoom()).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
    expect(await call).toBe(30);
    await closing;
  });

  it('serves a call that comes while a long chain runs after a few chunks of it, not after all', async () => {
    await start({ workers });
    let done = 0;
    const items = Array.from({ length: 200 }, () => 1);
    const chain = executor
      .parIter(items)
      .map(mortal.pause)
      .collect({ chunkSize: 1, onProgress: (progress) => (done = progress.done) });
    await mortal.pause(1);
    expect(done).toBeLessThan(5);
    expect(await chain).toEqual(items);
  });
});
