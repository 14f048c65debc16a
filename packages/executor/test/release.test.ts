import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createExecutor } from '@threadspan/executor';
import type { Executor, Remote } from '@threadspan/executor';
import { Counter, Keeper } from './workers/dist/keeper.js';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

const MODULE = require.resolve('./workers/dist/keeper.js');

// For items that run in this thread.
Object.assign(globalThis, { gc });

describe.each([
  ['this thread', 0],
  ['a worker', 1],
] as const)('%s', (_, workers) => {
  let executor: Executor;
  let counter: Remote<Counter>;

  beforeEach(async () => {
    executor = createExecutor({ workers });
    counter = await executor.spawn(Counter, { module: MODULE });
  });

  afterEach(() => executor.close({ drain: false }));

  const shared: [{ readonly text: string }] = [{ text: 'x'.repeat(1_000) }];

  describe('keeps no', () => {
    it('shared arguments of a chain that has ended, however it has', async () => {
      const keeper = await executor.spawn(Keeper, { module: MODULE });
      const chain = executor
        .parIter(Array.from({ length: 100 }, (_, item) => item))
        .map(keeper.take, { shared });
      await chain.collect({ chunkSize: 10 });
      for await (const item of chain.stream({ chunkSize: 1 })) if (item === 3) break;
      const onProgress = () => {
        throw new Error('enough');
      };
      await expect(chain.collect({ chunkSize: 10, onProgress })).rejects.toThrow('enough');
      expect(await counter.count()).toBe(1); // the instance
    });

    it('instance that no remote method names any more', async () => {
      const useKeeper = async () => {
        const keeper = await executor.spawn(Keeper, { module: MODULE });
        expect(await keeper.take(7, { text: '' })).toBe(7);
        gc();
        expect(await keeper.take(8, { text: '' })).toBe(8);
      };
      await useKeeper();
      let count = 1;
      for (let attempt = 0; attempt < 100 && count > 0; attempt += 1) {
        await sleep(10);
        gc();
        count = await counter.count();
      }
      expect(count).toBe(0);
    });
  });

  it('runs methods of several classes, in one chain and beside each other', async () => {
    const keeper = await executor.spawn(Keeper, { module: MODULE });
    const chain = executor.parIter([1, 2]).map(keeper.take, { shared }).map(counter.count);
    const [counts, item] = await Promise.all([chain.collect(), keeper.take(5, shared[0])]);
    expect(counts).toHaveLength(2);
    expect(item).toBe(5);
  });
});

it('is closed at the end of a scope that uses it', async () => {
  let outer: Executor;
  {
    await using inner = createExecutor({ workers: 1 });
    outer = inner;
    const own = await inner.spawn(Counter, { module: MODULE });
    await own.count();
  }
  expect(outer.stats().workers).toEqual([]);
  await expect(outer.spawn(Counter, { module: MODULE })).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
});
