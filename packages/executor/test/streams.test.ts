import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { getErrorContext } from '@threadspan/context';
import { gather, slowly } from './iterate';
import { numbers } from './numbers';
import { MODES, start, stopAll } from './start';

afterEach(stopAll);

describe.each(MODES)('a stream, %s', (_, workers) => {
  it('gives the values in the order of the input, through all kinds of stages', async () => {
    const { executor, analyzer } = await start({ workers });
    const chain = executor
      .parIter(numbers(200))
      .filterMap(analyzer.evenOnly)
      .map(analyzer.double)
      .flatMap(analyzer.repeat);
    const expected = numbers(200)
      .filter((value) => value % 2 === 0)
      .flatMap((value) => Array.from({ length: value * 2 }, () => value * 2));
    expect(await gather(chain)).toEqual(expected);
    expect(await gather(chain.stream({ chunkSize: 7 }))).toEqual(expected);
  });

  it('gives every value once where the order does not matter', async () => {
    const { executor, analyzer } = await start({ workers });
    const values = await gather(
      executor.parIter(numbers(500)).map(analyzer.double).stream({ ordered: false, chunkSize: 3 }),
    );
    expect(values.sort((one, other) => one - other)).toEqual(numbers(500).map((value) => value * 2));
  });

  it('runs no further ahead than its high-water mark', async () => {
    const { executor, analyzer } = await start({ workers });
    let read = 0;
    function* input() {
      for (; read < 1_000; read += 1) yield read;
    }
    const stream = executor.parIter(input()).map(analyzer.double).stream({ highWaterMark: 10, chunkSize: 3 });
    for (let taken = 1; taken <= 50; taken += 1) {
      await stream.next();
      await sleep(1);
      expect(read).toBeLessThanOrEqual(taken + 10);
    }
    expect(await gather(stream)).toHaveLength(950);
  });

  it('does nothing before the first value is asked for', async () => {
    const { executor, analyzer } = await start({ workers });
    let read = 0;
    function* input() {
      for (; read < 3; read += 1) yield read;
    }
    const stream = executor.parIter(input()).map(analyzer.double).stream();
    await sleep(5);
    expect(read).toBe(0);
    expect(await gather(stream)).toEqual([0, 2, 4]);
  });

  it('throws at the place of the item that failed, after the values of those before', async () => {
    const { executor, analyzer } = await start({ workers });
    const files = numbers(40).map((value) => (value === 25 || value === 30 ? `${value}!throw` : `${value}`));
    const seen: string[] = [];
    const run = async () => {
      for await (const value of executor.parIter(files).mapWithContext(analyzer.work)) seen.push(value);
    };
    await expect(run()).rejects.toThrow('broken 25!throw');
    expect(seen).toEqual(files.slice(0, 25));
    expect(await analyzer.work('next')).toBe('next');
  });

  it('tells its callbacks what collect tells them', async () => {
    const { executor, analyzer } = await start({ workers });
    const told: unknown[] = [];
    const failures: unknown[] = [];
    const stream = executor
      .parIter(['a', 'b!throw', 'c'])
      .mapWithContext(analyzer.work)
      .stream({
        failures: 'collect',
        onProgress: (progress) => told.push(progress),
        onFailure: ({ input }) => failures.push(input),
      });
    await gather(stream);
    expect(told).toHaveLength(3);
    expect(told.at(-1)).toEqual({ done: 3, failed: 1, total: 3 });
    expect(failures).toEqual(['b!throw']);
  });

  it('stops with the reason of its signal', async () => {
    const { executor, analyzer } = await start({ workers });
    const controller = new AbortController();
    const run = async () => {
      const { signal } = controller;
      for await (const value of executor.parIter(numbers(1_000)).map(analyzer.double).stream({ signal })) {
        if (value === 20) controller.abort(new Error('enough'));
      }
    };
    await expect(run()).rejects.toThrow('enough');
    const hanging = executor
      .parIter(['x!stall'])
      .map(analyzer.work)
      .stream({ signal: AbortSignal.timeout(30) });
    await expect(hanging.next()).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(await analyzer.work('next')).toBe('next');
  });

  it('stops its chain when it is left', async () => {
    const { executor, analyzer } = await start({ workers });
    let closed = false;
    function* input() {
      try {
        for (let value = 0; ; value += 1) yield value;
      } finally {
        closed = true;
      }
    }
    for await (const value of executor.parIter(input()).map(analyzer.double)) if (value > 10) break;
    expect(closed).toBe(true);
    expect(executor.stats().jobs).toEqual({ waiting: 0, running: 0 });
    expect(await analyzer.double(4)).toBe(8);
  });

  it.each(['return', 'throw'] as const)('hears a %s also while it waits for a value', async (method) => {
    const { executor, analyzer } = await start({ workers });
    const endless = new Readable({ read: () => undefined, objectMode: true });
    const stream = executor.parBridge<number>(endless).map(analyzer.double).stream();
    const waiting = stream.next();
    const error = new Error('enough');
    const left = method === 'return' ? stream.return() : stream.throw(error);
    await (method === 'throw' ? expect(left).rejects.toBe(error) : left);
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(endless.destroyed).toBe(true);
    expect(executor.stats().jobs).toEqual({ waiting: 0, running: 0 });
  });

  it('ends with EXECUTOR_CLOSED when its executor is closed, and keeps what had come before', async () => {
    const { executor, analyzer } = await start({ workers: Math.min(workers, 1) });
    const stream = executor.parIter(numbers(1_000)).map(analyzer.double).stream({ chunkSize: 10 });
    expect(await stream.next()).toEqual({ done: false, value: 0 });
    await executor.close({ drain: false });
    await expect(gather(stream)).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
    await expect(executor.parIter([1]).map(analyzer.double).stream().next()).rejects.toMatchObject({
      code: 'EXECUTOR_CLOSED',
    });
  });

  it('fails an item that cannot be sent at its place', async () => {
    const { executor, analyzer } = await start({ workers });
    const items = [1, () => undefined, 3] as number[];
    const stream = executor.parIter(items).map(analyzer.double).stream({ chunkSize: 1 });
    expect(await stream.next()).toEqual({ done: false, value: 2 });
    await expect(stream.next()).rejects.toMatchObject({ code: 'NOT_SERIALIZABLE' });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('says what is wrong with its options', async () => {
    const { executor, analyzer } = await start({ workers });
    const chain = executor.parIter([1]).map(analyzer.double);
    const bad = { code: 'INVALID_ARGUMENT' };
    expect(() => chain.stream({ highWaterMark: 0 })).toThrow(expect.objectContaining(bad));
    expect(() => chain.stream({ ordered: 'no' as never })).toThrow(/`ordered` to be true or false/);
    expect(() => chain.stream({ failures: 'ignore' as never })).toThrow(/'throw' or 'collect'/);
    expect(() => chain.stream({ chunkSize: 1.5 })).toThrow(expect.objectContaining(bad));
  });
});

describe('a stream over several workers', () => {
  it('does not wait for a slow item when the order does not matter', async () => {
    const { executor, analyzer } = await start();
    const files = ['a!hang', ...numbers(20).map(String)];
    const chain = executor.parIter(files).mapWithContext(analyzer.work);
    const unordered = chain.stream({ ordered: false, chunkSize: 1, highWaterMark: 4 });
    const seen: string[] = [];
    for await (const value of unordered) {
      if (seen.push(value) === 20) break;
    }
    expect(new Set(seen)).toEqual(new Set(files.slice(1)));
    await executor.close({ drain: false });
  });

  it('gives what became of each item, with failures: collect', async () => {
    const { executor, analyzer } = await start();
    const files = numbers(30).map((value) => (value % 10 === 5 ? `${value}!exit` : `${value}`));
    const outcomes = await gather(
      executor.parBridge(slowly(files)).mapWithContext(analyzer.work).stream({ failures: 'collect' }),
    );
    expect(outcomes.map(({ index }) => index)).toEqual(numbers(30));
    for (const [index, outcome] of outcomes.entries()) {
      if (index % 10 === 5) {
        expect(outcome).toMatchObject({
          status: 'rejected',
          input: files[index],
          error: { code: 'WORKER_EXITED' },
        });
        expect(outcome.status === 'rejected' && getErrorContext(outcome.error)?.currentFile).toBe(
          files[index],
        );
      } else {
        expect(outcome).toEqual({ status: 'fulfilled', index, values: [files[index]] });
      }
    }
    expect(executor.stats().lostWorkers).toBe(3);
  });
});
