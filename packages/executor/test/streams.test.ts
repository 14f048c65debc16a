import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { getErrorContext, getCurrentContext, withPhase } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import { numbers } from './numbers';
import { start, stopAll } from './start';
import { Mortal } from './workers/dist/mortal.js';

afterEach(stopAll);

async function* slowly<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) {
    await sleep(1);
    yield item;
  }
}

async function gather<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const gathered: T[] = [];
  for await (const value of stream) gathered.push(value);
  return gathered;
}

describe('an async input', () => {
  it('may be an async generator, a Readable or a web stream', async () => {
    const { executor, analyzer } = await start();
    const doubled = numbers(50).map((value) => value * 2);
    const inputs: AsyncIterable<number>[] = [
      slowly(numbers(50)),
      Readable.from(numbers(50)),
      new Blob([]).stream(),
    ];
    for (const [position, input] of inputs.entries()) {
      const expected = position === 2 ? [] : doubled;
      expect(await executor.parBridge(input).map(analyzer.double).collect()).toEqual(expected);
    }
  });

  it('is not read before the chain runs, and not far ahead of the workers', async () => {
    const { executor, analyzer } = await start({ workers: 1 });
    let read = 0;
    async function* input() {
      for (;;) {
        read += 1;
        yield `file-${read}`;
        if (read > 1_000) return;
      }
    }
    const chain = executor.parBridge(input()).mapWithContext(analyzer.seeTwice);
    await sleep(5);
    expect(read).toBe(0);
    const stream = chain.stream({ chunkSize: 2, highWaterMark: 6 });
    await stream.next();
    await sleep(20);
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(20);
    await stream.return();
  });

  it('rejects the chain with what it throws, and is closed when the chain ends early', async () => {
    const { executor, analyzer } = await start();
    async function* broken() {
      yield* [1, 2, 3];
      await sleep(1);
      throw new Error('no more');
    }
    await expect(executor.parBridge(broken()).map(analyzer.double).collect()).rejects.toThrow('no more');
    const readable = Readable.from(numbers(1_000).map((value) => (value === 3 ? 'x!throw' : `${value}`)));
    await expect(executor.parBridge(readable).map(analyzer.work).collect()).rejects.toThrow('broken');
    expect(readable.destroyed).toBe(true);
    expect(await analyzer.double(1)).toBe(2);
  });

  it('that never goes on can be left by its signal', async () => {
    const { executor, analyzer } = await start();
    const readable = new Readable({ read: () => undefined, objectMode: true });
    const controller = new AbortController();
    const chain = executor.parBridge(readable).map(analyzer.double).collect({ signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 10);
    await expect(chain).rejects.toThrow('enough');
    expect(readable.destroyed).toBe(true);
  });

  it('runs in the context in which the chain was run', async () => {
    const { executor, analyzer } = await start();
    const phases = new Set<string | undefined>();
    async function* input() {
      for (const value of numbers(20)) {
        await sleep(0);
        phases.add(getCurrentContext().phase);
        yield value;
      }
    }
    const onProgress = () => void phases.add(getCurrentContext().phase);
    await withPhase('parsing', () =>
      executor.parBridge(input()).map(analyzer.double).collect({ chunkSize: 1, onProgress }),
    );
    function* synchronous() {
      for (const value of numbers(20)) {
        phases.add(getCurrentContext().phase);
        yield value;
      }
    }
    await withPhase('parsing', () => executor.parIter(synchronous()).map(analyzer.double).collect());
    expect([...phases]).toEqual(['parsing']);
  });

  it('is opened in the context in which the stream was asked for', async () => {
    const { executor, analyzer } = await start();
    const phases: unknown[] = [];
    const input = {
      [Symbol.iterator]() {
        phases.push(getCurrentContext().phase);
        return [1][Symbol.iterator]();
      },
    };
    const stream = withPhase('parsing', () => executor.parIter(input).map(analyzer.double).stream());
    expect(await gather(stream)).toEqual([2]);
    expect(phases).toEqual(['parsing']);
  });

  it('that is a web stream is cancelled, though it has nothing to give', async () => {
    const { executor, analyzer } = await start({ workers: 1 });
    const controller = new AbortController();
    const cancelled = new Promise<void>((cancel) => {
      const input = new ReadableStream<number>({ start: (to) => to.enqueue(1), cancel: () => cancel() });
      const chain = executor.parBridge(input).map(analyzer.double);
      const onProgress = () => controller.abort(new Error('enough'));
      void expect(chain.collect({ signal: controller.signal, onProgress })).rejects.toThrow('enough');
    });
    await cancelled;
  });

  it('ends its chain, or fails it, also while all workers are busy with something else', async () => {
    const { executor, analyzer } = await start({ workers: 1 });
    const mortal = await executor.spawn(Mortal, { module: require.resolve('./workers/dist/mortal.js') });
    function* sync() {
      yield 1;
    }
    async function* later() {
      yield 1;
      await isBusy;
    }
    async function* broken() {
      yield* later();
      throw new Error('no more');
    }
    const ended = executor.parIter(sync()).map(analyzer.double).collect();
    let noteBusy = () => {};
    const isBusy = new Promise<void>((resolve) => (noteBusy = resolve));
    const endedLater = executor.parBridge(later()).map(analyzer.double).collect();
    const failed = executor.parBridge(broken()).map(analyzer.double).collect();
    const controller = new AbortController();
    const untilAborted = mortal.pause.with({ signal: controller.signal });
    // One call after the first chain alone has had its item, one when all have.
    const first = untilAborted(60_000);
    expect(await ended).toEqual([2]);
    controller.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    while (executor.stats().items.succeeded < 3) await new Promise(setImmediate);
    const next = new AbortController();
    const second = mortal.pause.with({ signal: next.signal })(60_000);
    noteBusy();
    expect(await endedLater).toEqual([2]);
    await expect(failed).rejects.toThrow('no more');
    next.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
  });

  it('belongs to parBridge, and any other to parIter', () => {
    const executor = createExecutor({ workers: 1 });
    expect(() => executor.parIter(slowly([1]) as never)).toThrow(/an iterable; async ones go to `parBridge`/);
    expect(() => executor.parBridge([1] as never)).toThrow(/an async iterable; others go to `parIter`/);
    expect(() => executor.parIter(null as never)).toThrow('Expected `items`');
    expect(() => executor.parBridge(undefined as never)).toThrow('Expected `items`');
  });
});

describe('a stream', () => {
  it('gives the values in the order of the input, through all kinds of stages', async () => {
    const { executor, analyzer } = await start();
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
    const { executor, analyzer } = await start();
    const values = await gather(
      executor.parIter(numbers(500)).map(analyzer.double).stream({ ordered: false, chunkSize: 3 }),
    );
    expect(values.sort((one, other) => one - other)).toEqual(numbers(500).map((value) => value * 2));
  });

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

  it('runs no further ahead than its high-water mark', async () => {
    const { executor, analyzer } = await start();
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
    const { executor, analyzer } = await start();
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
    const { executor, analyzer } = await start();
    const files = numbers(40).map((value) => (value === 25 || value === 30 ? `${value}!throw` : `${value}`));
    const seen: string[] = [];
    const run = async () => {
      for await (const value of executor.parIter(files).mapWithContext(analyzer.work)) seen.push(value);
    };
    await expect(run()).rejects.toThrow('broken 25!throw');
    expect(seen).toEqual(files.slice(0, 25));
    expect(await analyzer.work('next')).toBe('next');
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

  it('tells its callbacks what collect tells them', async () => {
    const { executor, analyzer } = await start();
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
    const { executor, analyzer } = await start();
    const controller = new AbortController();
    const run = async () => {
      const { signal } = controller;
      for await (const value of executor.parIter(numbers(1_000)).map(analyzer.double).stream({ signal })) {
        if (value === 20) controller.abort(new Error('enough'));
      }
    };
    await expect(run()).rejects.toThrow('enough');
    const hanging = executor
      .parIter(['x!hang'])
      .map(analyzer.work)
      .stream({ signal: AbortSignal.timeout(30) });
    await expect(hanging.next()).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(await analyzer.work('next')).toBe('next');
  });

  it('stops its chain when it is left', async () => {
    const { executor, analyzer } = await start();
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
    const { executor, analyzer } = await start();
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
    const { executor, analyzer } = await start({ workers: 1 });
    const stream = executor.parIter(numbers(1_000)).map(analyzer.double).stream({ chunkSize: 10 });
    expect(await stream.next()).toEqual({ done: false, value: 0 });
    await executor.close({ drain: false });
    await expect(gather(stream)).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
    await expect(executor.parIter([1]).map(analyzer.double).stream().next()).rejects.toMatchObject({
      code: 'EXECUTOR_CLOSED',
    });
  });

  it('fails an item that cannot be sent at its place', async () => {
    const { executor, analyzer } = await start();
    const items = [1, () => undefined, 3] as number[];
    const stream = executor.parIter(items).map(analyzer.double).stream({ chunkSize: 1 });
    expect(await stream.next()).toEqual({ done: false, value: 2 });
    await expect(stream.next()).rejects.toMatchObject({ code: 'NOT_SERIALIZABLE' });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('says what is wrong with its options', async () => {
    const { executor, analyzer } = await start();
    const chain = executor.parIter([1]).map(analyzer.double);
    const bad = { code: 'INVALID_ARGUMENT' };
    expect(() => chain.stream({ highWaterMark: 0 })).toThrow(expect.objectContaining(bad));
    expect(() => chain.stream({ ordered: 'no' as never })).toThrow(/`ordered` to be true or false/);
    expect(() => chain.stream({ failures: 'ignore' as never })).toThrow(/'throw' or 'collect'/);
    expect(() => chain.stream({ chunkSize: 1.5 })).toThrow(expect.objectContaining(bad));
  });
});
