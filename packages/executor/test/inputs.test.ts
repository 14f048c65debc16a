import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCurrentContext, withPhase } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import { gather, slowly } from './iterate';
import { until } from '../../../tools/jest/support/until';
import { numbers } from './numbers';
import { MODES, start, stopAll } from './start';
import { Mortal } from './workers/dist/mortal.js';

afterEach(stopAll);

describe.each(MODES)('an async input, %s', (_, workers) => {
  it('may be an async generator, a Readable or a web stream', async () => {
    const { executor, analyzer } = await start({ workers });
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
    const { executor, analyzer } = await start({ workers: Math.min(workers, 1) });
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
    const { executor, analyzer } = await start({ workers });
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

  it('whose error comes after a failed item takes nothing from what a stream gives before that', async () => {
    const { executor } = await start({ workers });
    const mortal = await executor.spawn(Mortal, { module: require.resolve('./workers/dist/mortal.js') });
    // Both are there, so that the short item is over first.
    const areReady = () =>
      executor.stats().workers.filter(({ state }) => state === 'idle').length === workers;
    await executor.parIter([1, 1]).map(mortal.pause).collect();
    await until(areReady);
    async function* input() {
      yield* [200, -20];
      throw new Error('no more');
    }
    const stream = executor.parBridge(input()).map(mortal.pause).stream({ chunkSize: 1 });
    expect(await stream.next()).toEqual({ done: false, value: 200 });
    await expect(stream.next()).rejects.toThrow('no such pause: -20');
    expect(executor.stats().jobs).toEqual({ waiting: 0, running: 0 });
  });

  it('that never goes on can be left by its signal', async () => {
    const { executor, analyzer } = await start({ workers });
    const readable = new Readable({ read: () => undefined, objectMode: true });
    const controller = new AbortController();
    const chain = executor.parBridge(readable).map(analyzer.double).collect({ signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 10);
    await expect(chain).rejects.toThrow('enough');
    expect(readable.destroyed).toBe(true);
  });

  it('runs in the context in which the chain was run', async () => {
    const { executor, analyzer } = await start({ workers });
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
    const { executor, analyzer } = await start({ workers });
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
    const { executor, analyzer } = await start({ workers: Math.min(workers, 1) });
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
    const { executor, analyzer } = await start({ workers: Math.min(workers, 1) });
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
    const untilAborted = analyzer.work.with({ signal: controller.signal });
    // One call after the first chain alone has had its item, one when all have.
    const first = untilAborted('x!stall');
    expect(await ended).toEqual([2]);
    controller.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    while (executor.stats().items.succeeded < 3) await new Promise(setImmediate);
    const next = new AbortController();
    const second = analyzer.work.with({ signal: next.signal })('x!stall');
    noteBusy();
    expect(await endedLater).toEqual([2]);
    await expect(failed).rejects.toThrow('no more');
    next.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
  });

  it('belongs to parBridge, and any other to parIter', () => {
    const executor = createExecutor({ workers });
    expect(() => executor.parIter(slowly([1]) as never)).toThrow(/an iterable; async ones go to `parBridge`/);
    expect(() => executor.parBridge([1] as never)).toThrow(/an async iterable; others go to `parIter`/);
    expect(() => executor.parIter(null as never)).toThrow('Expected `items`');
    expect(() => executor.parBridge(undefined as never)).toThrow('Expected `items`');
  });
});
