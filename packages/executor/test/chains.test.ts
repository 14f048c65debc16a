import { join } from 'node:path';
import { inspect } from 'node:util';
import { getProgress, setProgress, withPhase } from '@threadspan/context';
import { numbers } from './numbers';
import { MODES, start, stopAll } from './start';
import { Analyzer } from './workers/dist/analyzer.js';
import { Mortal } from './workers/dist/mortal.js';

afterEach(stopAll);

describe.each(MODES)('a chain, %s', (_, workers) => {
  it('gives the results in the order of the input', async () => {
    const { executor, analyzer } = await start({ workers });
    const values = numbers(20_000);
    expect(await executor.parIter(values).mapWithContext(analyzer.double).collect()).toEqual(
      values.map((value) => value * 2),
    );
    expect(await executor.parIter(values).map(analyzer.double).collect({ chunkSize: 7 })).toEqual(
      values.map((value) => value * 2),
    );
  });

  it('leaves out what filterMap gives nothing for', async () => {
    const { executor, analyzer } = await start({ workers });
    expect(await executor.parIter(numbers(7)).filterMapWithContext(analyzer.evenOnly).collect()).toEqual([
      0, 2, 4, 6,
    ]);
    expect(await executor.parIter(numbers(7)).filterMap(analyzer.evenOnly).collect()).toEqual([0, 2, 4, 6]);
  });

  it('joins the values of flatMap', async () => {
    const { executor, analyzer } = await start({ workers });
    expect(await executor.parIter([0, 1, 2, 3]).flatMapWithContext(analyzer.repeat).collect()).toEqual([
      1, 2, 2, 3, 3, 3,
    ]);
    expect(await executor.parIter([2, 1]).flatMap(analyzer.repeat).collect()).toEqual([2, 2, 1]);
  });

  it('joins the values of generators and async generators, which run in the context of their stage', async () => {
    const { executor, analyzer } = await start({ workers });
    const input = executor.parIter([2, 0, 3]);
    const now = withPhase('parsing', () => input.flatMapWithContext(analyzer.phases));
    const later = withPhase('parsing', () => input.flatMapWithContext(analyzer.phasesLater));
    const expected = Array.from({ length: 5 }, () => 'parsing');
    expect([await now.collect(), await later.collect()]).toEqual([expected, expected]);
  });

  it('runs forEach when it is awaited', async () => {
    const { executor, analyzer } = await start({ workers });
    setProgress(0, 3);
    await executor.parIter(['a', 'b', 'c']).forEachWithContext(analyzer.see);
    expect(getProgress()).toEqual({ processed: 3, failed: 0, total: 3 });
    expect(await executor.parIter(['a']).forEachWithContext(analyzer.see).collect()).toEqual([]);
  });

  it('says what runs it where it is printed', async () => {
    const { executor, analyzer } = await start({ workers });
    const chain = executor.parIter([1]).mapWithContext(analyzer.double);
    expect(inspect(chain)).toBe(
      'ParallelIterator { runs nothing until it is ended with collect(), stream() or `for await` }',
    );
    expect(inspect(executor.parIter(['a']).forEachWithContext(analyzer.see))).toBe(
      'ForEachRun { runs nothing until it is awaited, or ended with collect() }',
    );
  });

  it('runs consecutive stages of an item in the same thread', async () => {
    const { executor, analyzer } = await start({ workers });
    const pairs = await executor
      .parIter(numbers(50))
      .mapWithContext(analyzer.threadOf)
      .mapWithContext(analyzer.pairWithThread)
      .collect({ chunkSize: 5 });
    expect(pairs).toHaveLength(50);
    for (const [first, second] of pairs) expect(second).toBe(first);
  });

  it('passes what one stage gives on to the next', async () => {
    const { executor, analyzer } = await start({ workers });
    const result = await executor
      .parIter(numbers(6))
      .filterMapWithContext(analyzer.evenOnly)
      .flatMapWithContext(analyzer.repeat)
      .mapWithContext(analyzer.addAll, { shared: [100] })
      .collect();
    expect(result).toEqual([102, 102, 104, 104, 104, 104]);
  });

  it('copies shared arguments once for each thread', async () => {
    const { executor, analyzer } = await start({ workers: Math.min(workers, 1) });
    const seen = await executor
      .parIter(numbers(5))
      .mapWithContext(analyzer.isSameShared, { shared: [{}] })
      .collect({ chunkSize: 1 });
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  it('takes Sets, Maps and generators, and nothing at all', async () => {
    const { executor, analyzer } = await start({ workers });
    function* generate() {
      yield 1;
      yield 2;
    }
    expect(
      await executor
        .parIter(new Set([1, 2]))
        .mapWithContext(analyzer.double)
        .collect(),
    ).toEqual([2, 4]);
    expect(await executor.parIter(generate()).mapWithContext(analyzer.double).collect()).toEqual([2, 4]);
    expect(
      await executor
        .parIter(new Map([[1, 2]]).values())
        .mapWithContext(analyzer.double)
        .collect(),
    ).toEqual([4]);
    expect(await executor.parIter<number>([]).mapWithContext(analyzer.double).collect()).toEqual([]);
    expect(await executor.parIter([1, 2]).collect()).toEqual([1, 2]);
  });

  it('takes what an input gives, whatever its size says', async () => {
    class Twice extends Array<number> {
      override *[Symbol.iterator](): ArrayIterator<number> {
        for (let index = 0; index < this.length; index += 1) yield* [this[index]!, this[index]!];
      }
    }
    const { executor, analyzer } = await start({ workers });
    expect(
      await executor
        .parIter(Twice.from([1, 2, 3]))
        .map(analyzer.double)
        .collect(),
    ).toEqual([2, 2, 4, 4, 6, 6]);
    const growing = [1, 2, 3];
    const onProgress = () => void (growing.length < 5 && growing.push(growing.length + 1));
    const chain = executor.parIter(growing).map(analyzer.double);
    expect((await chain.collect({ chunkSize: 1, onProgress })).slice(0, 4)).toEqual([2, 4, 6, 8]);
  });

  it('rejects with what the input throws while it is read', async () => {
    const { executor, analyzer } = await start({ workers });
    function* broken() {
      yield 1;
      throw new Error('no more');
    }
    await expect(executor.parIter(broken()).mapWithContext(analyzer.double).collect()).rejects.toThrow(
      'no more',
    );
    expect(await analyzer.double(1)).toBe(2);
  });

  it('reads nothing of the input before it is collected', async () => {
    const { executor, analyzer } = await start({ workers });
    let read = 0;
    function* counting() {
      read += 1;
      yield 1;
    }
    const chain = executor.parIter(counting()).mapWithContext(analyzer.double);
    expect(read).toBe(0);
    await chain.collect();
    expect(read).toBe(1);
  });

  it('runs beside other chains on the same workers', async () => {
    const { executor, analyzer } = await start({ workers });
    const chains = [3, 5, 7].map((factor) =>
      executor
        .parIter(numbers(1_000))
        .mapWithContext(analyzer.addAll, { shared: [factor] })
        .collect(),
    );
    const results = await Promise.all(chains);
    expect(results.map((values) => values[999])).toEqual([1_002, 1_004, 1_006]);
  });

  it('tells how far it is', async () => {
    const { executor, analyzer } = await start({ workers });
    const seen: unknown[] = [];
    await executor
      .parIter(['a', 'b!throw', 'c'])
      .mapWithContext(analyzer.work)
      .collect({ failures: 'collect', chunkSize: 3, onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual([
      { done: 1, failed: 0, total: 3 },
      { done: 2, failed: 1, total: 3 },
      { done: 3, failed: 1, total: 3 },
    ]);
  });

  it('rejects with what a callback throws, and the executor goes on', async () => {
    const { executor, analyzer } = await start({ workers });
    const chain = executor
      .parIter(numbers(10))
      .mapWithContext(analyzer.double)
      .collect({
        onProgress() {
          throw new Error('callback');
        },
      });
    await expect(chain).rejects.toThrow('callback');
    expect(await analyzer.double(1)).toBe(2);
  });

  it('stops with the reason of its signal', async () => {
    const { executor, analyzer } = await start({ workers });
    const controller = new AbortController();
    const chain = executor
      .parIter(['a', 'b!stall', 'c!stall', 'd'])
      .mapWithContext(analyzer.work)
      .collect({ signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 50);
    await expect(chain).rejects.toThrow('enough');
    expect(await analyzer.double(1)).toBe(2);
  });

  it('fails the items whose results cannot be cloned, and only those', async () => {
    const { executor, analyzer } = await start({ workers });
    const { values, failures } = await executor
      .parIter(numbers(6))
      .mapWithContext(analyzer.unclonableWhenOdd)
      .collect({ failures: 'collect', chunkSize: 6 });
    expect(values).toEqual([0, 2, 4]);
    expect(failures.map(({ index, error }) => [index, (error as { code: string }).code])).toEqual([
      [1, 'NOT_SERIALIZABLE'],
      [3, 'NOT_SERIALIZABLE'],
      [5, 'NOT_SERIALIZABLE'],
    ]);
  });

  it('fails the items that cannot be cloned, and only those', async () => {
    const { executor, analyzer } = await start({ workers });
    const items = [1, (() => 2) as unknown as number, 3];
    const { values, failures } = await executor
      .parIter(items)
      .mapWithContext(analyzer.double)
      .collect({ failures: 'collect', chunkSize: 3 });
    expect(values).toEqual([2, 6]);
    expect(failures.map(({ index }) => index)).toEqual([1]);
  });

  it('refuses methods that are no remote methods of its executor', async () => {
    const { executor, analyzer } = await start({ workers });
    const other = await start({ workers });
    const chain = executor.parIter([1]);
    expect(() => chain.mapWithContext(other.analyzer.double)).toThrow(/executor has spawned/);
    expect(() => chain.mapWithContext(((value: number) => value) as never)).toThrow(/executor has spawned/);
    expect(() => executor.parIter(['a']).mapWithContext(analyzer.notAnnotated as never)).toThrow(/annotated/);
  });

  it.each([
    [{ chunkSize: 0 }, '`chunkSize`'],
    [{ timeout: -1 }, '`timeout`'],
    [{ failures: 'ignore' as 'throw' }, '`failures`'],
  ])('rejects the options %j', async (options, message) => {
    const { executor, analyzer } = await start({ workers });
    await expect(executor.parIter([1]).mapWithContext(analyzer.double).collect(options)).rejects.toThrow(
      message,
    );
  });
});

describe('a chain whose workers still load', () => {
  it('keeps its shared arguments when another run of it ends', async () => {
    const { executor } = await start();
    const late = await executor.spawn(Analyzer, { module: join(__dirname, 'programs/late-analyzer.mjs') });
    const mortal = await executor.spawn(Mortal, { module: join(__dirname, 'workers/dist/mortal.js') });
    const chain = executor.parIter(numbers(4)).mapWithContext(late.addAll, { shared: [100] });
    const first = chain.stream({ chunkSize: 1, highWaterMark: 1 });
    await first.next();
    const controller = new AbortController();
    const busy = mortal.pause.with({ signal: controller.signal })(60_000);
    const second = chain.collect({ chunkSize: 1 });
    while (executor.stats().workers[1]?.state !== 'busy') await new Promise(setImmediate);
    await first.return();
    controller.abort(new Error('enough'));
    await expect(busy).rejects.toThrow('enough');
    expect(await second).toEqual([100, 101, 102, 103]);
  });
});
