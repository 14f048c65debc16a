import { getProgress, setProgress, withPhase } from '@threadspan/context';
import { until } from '../../../tools/jest/support/until';
import { ENGINES, gather, slowly, startEngine } from './engines';
import type { Engine } from './engines';
import { files, numbers } from './numbers';
import { spawnProbe } from './site';

const MANY = 20_000;

describe.each(ENGINES)('a chain, in %s', (name) => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await startEngine(name);
  });

  afterAll(() => engine?.stop());

  it('gives the results of many items in the order of the input', async () => {
    const { executor, probe } = engine;
    const expected = numbers(MANY).map((value) => value * 2);
    expect(await executor.parIter(numbers(MANY)).mapWithContext(probe.double).collect()).toEqual(expected);
    expect(await executor.parIter(numbers(MANY)).map(probe.double).collect({ chunkSize: 700 })).toEqual(
      expected,
    );
  });

  it('takes no item, and one', async () => {
    const { executor, probe } = engine;
    expect(await executor.parIter<number>([]).mapWithContext(probe.double).collect()).toEqual([]);
    expect(await executor.parIter([7]).mapWithContext(probe.double).collect()).toEqual([14]);
    expect(await executor.parIter([7]).collect()).toEqual([7]);
  });

  it('leaves out what filterMap gives nothing for', async () => {
    const { executor, probe } = engine;
    const chain = executor.parIter(numbers(100));
    const even = numbers(100).filter((value) => value % 2 === 0);
    expect(await chain.filterMapWithContext(probe.evenOnly).collect({ chunkSize: 9 })).toEqual(even);
    expect(await chain.filterMap(probe.evenOnly).collect()).toEqual(even);
  });

  it('joins the values of flatMap', async () => {
    const { executor, probe } = engine;
    expect(await executor.parIter([1, 2]).flatMapWithContext(probe.twice).collect()).toEqual([1, 1, 2, 2]);
    expect(await executor.parIter([1, 2]).flatMap(probe.twice).collect()).toEqual([1, 1, 2, 2]);
  });

  it('runs forEach when it is awaited', async () => {
    const { executor, probe } = engine;
    setProgress(0, 3);
    await executor.parIter(['a', 'b', 'c']).forEachWithContext(probe.see);
    expect(getProgress()).toEqual({ processed: 3, failed: 0, total: 3 });
  });

  it('passes what one stage gives on to the next, in the same process', async () => {
    const { executor, probe } = engine;
    const pairs = await executor
      .parIter(numbers(60))
      .mapWithContext(probe.pidOf)
      .mapWithContext(probe.addPid)
      .collect({ chunkSize: 5 });
    for (const [first, second] of pairs) expect(second).toBe(first);
    const joined = executor
      .parIter(numbers(6))
      .filterMapWithContext(probe.evenOnly)
      .flatMapWithContext(probe.twice)
      .map(probe.double);
    expect(await joined.collect()).toEqual([0, 0, 4, 4, 8, 8]);
  });

  it('gives each stage the context in which it was added, and raw stages none', async () => {
    const { executor, probe } = engine;
    const chain = withPhase('scoring', () => executor.parIter(['a.ts']).mapWithContext(probe.see));
    const [seen] = await withPhase('another', () => chain.collect());
    expect(seen?.context).toEqual({ phase: 'scoring', currentFile: 'a.ts' });
    const [raw] = await withPhase('scoring', () => executor.parIter(['a.ts']).map(probe.see).collect());
    expect(raw?.context).toEqual({ currentFile: 'a.ts' });
  });

  it('shares arguments with all items', async () => {
    const { executor, probe } = engine;
    const shared = new Map(numbers(1_000).map((value) => [String(value), value]));
    const chain = executor.parIter(numbers(300)).mapWithContext(probe.sizes, { shared: [shared] });
    expect(await chain.collect({ chunkSize: 20 })).toEqual(numbers(300).map((value) => [value, 1_000]));
  });

  it('reads an async input as it comes', async () => {
    const { executor, probe } = engine;
    const chain = executor.parBridge(slowly(numbers(200))).mapWithContext(probe.double);
    expect(await chain.collect()).toEqual(numbers(200).map((value) => value * 2));
  });

  it('runs beside other chains', async () => {
    const { executor, probe } = engine;
    const [one, other] = await Promise.all([
      executor.parIter(numbers(3_000)).mapWithContext(probe.double).collect(),
      executor.parIter(numbers(3_000)).mapWithContext(probe.echo).collect(),
    ]);
    expect([one, other]).toEqual([numbers(3_000).map((value) => value * 2), numbers(3_000)]);
  });

  it('collects failures, and tells of each as it comes', async () => {
    const { executor, probe } = engine;
    setProgress(0, 5);
    const told: number[] = [];
    const progress: unknown[] = [];
    const { values, failures } = await executor
      .parIter(files(5))
      .mapWithContext(probe.failOdd)
      .collect({
        failures: 'collect',
        chunkSize: 5,
        onFailure: ({ index }) => told.push(index),
        onProgress: ({ done, failed, total }) => progress.push([done, failed, total]),
      });
    expect(values).toEqual(['file-0.ts', 'file-2.ts', 'file-4.ts']);
    expect(failures.map(({ index, input }) => [index, input])).toEqual([
      [1, 'file-1.ts'],
      [3, 'file-3.ts'],
    ]);
    expect(told.sort()).toEqual([1, 3]);
    expect(progress.at(-1)).toEqual([5, 2, 5]);
    expect(progress).toHaveLength(5);
    expect(getProgress()).toEqual({ processed: 5, failed: 2, total: 5 });
  });

  it('rejects with the first failure, and what is spawned works on', async () => {
    const { executor, probe } = engine;
    await expect(executor.parIter(files(9)).mapWithContext(probe.failOdd).collect()).rejects.toMatchObject({
      code: 'E_PROBE',
    });
    expect(await probe.double(1)).toBe(2);
  });

  it('rejects with what its input, or a callback, throws', async () => {
    const { executor, probe } = engine;
    function* broken() {
      yield 1;
      throw new Error('no more');
    }
    await expect(executor.parIter(broken()).mapWithContext(probe.double).collect()).rejects.toThrow(
      'no more',
    );
    const onProgress = () => {
      throw new Error('callback');
    };
    await expect(
      executor.parIter(numbers(9)).mapWithContext(probe.double).collect({ onProgress }),
    ).rejects.toThrow('callback');
    expect(await probe.double(1)).toBe(2);
  });

  it('fails items that take longer than they may, and only those', async () => {
    const { executor, probe } = engine;
    const { values, failures } = await executor
      .parIter([0, 60_000, 1])
      .mapWithContext(probe.waitFor)
      .collect({ failures: 'collect', timeout: 500, chunkSize: 3 });
    expect(values).toEqual([0, 1]);
    expect(failures).toMatchObject([{ index: 1, error: { code: 'TASK_TIMEOUT' } }]);
  });

  it('stops when its signal aborts: nothing more is begun', async () => {
    const { executor } = engine;
    const log = engine.site?.log();
    const probe = await spawnProbe(executor, log?.path);
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }) => done > 20 && controller.abort(new Error('enough'));
    const chain = executor
      .parIter(numbers(2_000))
      .mapWithContext(probe.later, { shared: [5] })
      .collect({ signal: controller.signal, chunkSize: 20, onProgress });
    await expect(chain).rejects.toThrow('enough');
    const begun = () => log?.lines().length ?? 0;
    // Those that are under way may end; then it is quiet.
    let before = -1;
    for (; before !== begun(); before = begun(), await new Promise((resolve) => setTimeout(resolve, 500)));
    expect(begun()).toBeLessThan(1_000);
    expect(await probe.double(1)).toBe(2);
  });
});

describe.each(ENGINES)('a stream, in %s', (name) => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await startEngine(name);
  });

  afterAll(() => engine?.stop());

  it('gives values in the order of the input', async () => {
    const { executor, probe } = engine;
    const chain = executor.parIter(numbers(500)).mapWithContext(probe.double);
    const expected = numbers(500).map((value) => value * 2);
    expect(await gather(chain)).toEqual(expected);
    expect(await gather(chain.stream({ chunkSize: 7 }))).toEqual(expected);
  });

  it('gives each value once where the order does not matter', async () => {
    const { executor, probe } = engine;
    const chain = executor.parIter(numbers(300)).mapWithContext(probe.twice);
    const pairs = await gather(chain.stream({ ordered: false, chunkSize: 9 }));
    expect(pairs.map(([value]) => value!).sort((one, other) => one - other)).toEqual(numbers(300));
  });

  it('reads no further ahead than its high-water mark', async () => {
    const { executor, probe } = engine;
    let read = 0;
    function* input() {
      for (; read < 200; read += 1) yield read;
    }
    const stream = executor.parIter(input()).map(probe.double).stream({ highWaterMark: 10, chunkSize: 3 });
    for (let taken = 1; taken <= 20; taken += 1) {
      await stream.next();
      expect(read).toBeLessThanOrEqual(taken + 10);
    }
    expect(await gather(stream)).toHaveLength(180);
  });

  it('ends its run where its reader stops', async () => {
    const { executor, probe } = engine;
    for await (const value of executor.parIter(numbers(5_000)).mapWithContext(probe.double)) {
      if (value === 8) break;
    }
    await until(() => executor.stats().jobs.running === 0);
    expect(await probe.double(2)).toBe(4);
  });
});
