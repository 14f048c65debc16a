import { join } from 'node:path';
import { getErrorContext, getProgress, setProgress, withPhase } from '@threadspan/context';
import { onSilentWorkerLoss, readWorkerActivity, registerWorkerExtension } from '@threadspan/context/ports';
import { createExecutor } from '@threadspan/executor';
import type { Executor, Remote } from '@threadspan/executor';
import { rejectionOf } from '../../../tools/jest/support/rejection-of';
import { until } from '../../../tools/jest/support/until';
import { numbers } from './numbers';
import { start, stopAll } from './start';
import { Awkward, nest } from './workers/dist/awkward.js';
import { Mortal } from './workers/dist/mortal.js';

const MODULE = join(__dirname, 'workers/dist/awkward.js');

afterEach(stopAll);

async function startAwkward(
  workers: number,
  failsInWorker?: number,
): Promise<{ executor: Executor; awkward: Remote<Awkward> }> {
  const { executor } = await start({ workers });
  const args: [number?] = failsInWorker === undefined ? [] : [failsInWorker];
  return { executor, awkward: await executor.spawn(Awkward, { module: MODULE, args }) };
}

// What V8 writes of such an object, it refuses to read.
const TOO_DEEP = 7_000;

describe('an executor', () => {
  it('calls a method that the constructor has bound', async () => {
    const { awkward } = await startAwkward(1);
    expect(await awkward.bound(5)).toBe(5);
  });

  it('rejects, and loses no result, when an instance cannot be made in a further worker', async () => {
    const { executor, awkward } = await startAwkward(2, 2);
    const busy = executor.parIter(numbers(40)).mapWithContext(awkward.bomb).collect({ chunkSize: 4 });
    await expect(busy).rejects.toMatchObject({ code: 'WORKER_START_FAILED' });
  });

  it('has nothing to do for an empty input, with and without workers', async () => {
    const { executor, analyzer } = await start({ workers: 1 });
    await expect(analyzer.work('x!exit')).rejects.toMatchObject({ code: 'WORKER_EXITED' });
    expect(await executor.parIter<number>([]).mapWithContext(analyzer.double).collect()).toEqual([]);
    expect(await executor.parIter(new Set<number>()).map(analyzer.double).collect()).toEqual([]);
  });

  it('rejects with NOT_SERIALIZABLE for what can be sent but not read', async () => {
    const { executor, awkward } = await startAwkward(1);
    await expect(awkward.nested(TOO_DEEP)).rejects.toMatchObject({ code: 'NOT_SERIALIZABLE' });
    await expect(awkward.take(nest(TOO_DEEP))).rejects.toMatchObject({ code: 'NOT_SERIALIZABLE' });
    const { values, failures } = await executor
      .parIter([nest(3), nest(TOO_DEEP), nest(4)])
      .map(awkward.take)
      .collect({ failures: 'collect', chunkSize: 3 });
    expect(values).toEqual(['taken', 'taken']);
    expect(failures.map(({ index }) => index)).toEqual([1]);
    expect(await awkward.bound(1)).toBe(1);
  });

  it('sends what else was in a message that could not be read again', async () => {
    const { executor, analyzer } = await start({ workers: 1, resourceLimits: { stackSizeMb: 1 } });
    const items = [nest(3), nest(2_500), nest(4)]; // the second can be written here, but not read there
    const { values, failures } = await withPhase('parsing', () =>
      executor
        .parIter(items)
        .mapWithContext(analyzer.isSameShared, { shared: [{}] })
        .mapWithContext(analyzer.phaseOf)
        .collect({ failures: 'collect', chunkSize: 3 }),
    );
    expect(values).toEqual(['parsing', 'parsing']);
    expect(failures).toMatchObject([{ index: 1, error: { code: 'NOT_SERIALIZABLE' } }]);
  });

  it('lets the input call back into it', async () => {
    const { executor, awkward } = await startAwkward(1);
    let inner: Promise<number> | undefined;
    function* input() {
      for (let value = 0; value < 10; value += 1) {
        if (value === 5) inner = awkward.bound(99);
        yield value;
      }
    }
    expect(await executor.parIter(input()).map(awkward.bound).collect()).toEqual(numbers(10));
    expect(await inner).toBe(99);
  });

  it('stops when the input aborts its own chain', async () => {
    const { executor, awkward } = await startAwkward(1);
    const controller = new AbortController();
    function* input() {
      yield 1;
      controller.abort(new Error('enough'));
      yield 2;
    }
    const chain = executor.parIter(input()).map(awkward.bound).collect({ signal: controller.signal });
    await expect(chain).rejects.toThrow('enough');
    expect(await awkward.bound(1)).toBe(1);
  });

  it('rejects with the reason even where the input cannot be closed', async () => {
    const { executor, analyzer } = await start({ workers: 1 });
    let next = 0;
    const input: IterableIterator<string> = {
      [Symbol.iterator]: () => input,
      next: () => ({ done: false, value: (next += 1) > 2 ? 'x!throw' : 'ok' }),
      return() {
        throw new Error('can not be closed');
      },
    };
    await expect(executor.parIter(input).map(analyzer.work).collect()).rejects.toThrow('broken x!throw');
    expect(await analyzer.work('next')).toBe('next');
  });

  it('gives up on workers that never start, also while it is closed', async () => {
    const executor = createExecutor({ workers: 1, execArgv: ['-r', '/nonexistent.js'] });
    const spawned = executor.spawn(Awkward, { module: MODULE, args: [] });
    const closed = executor.close();
    await expect(spawned).rejects.toMatchObject({ code: 'WORKER_START_FAILED' });
    await closed;
  });

  it('can be closed by force while it waits for its work to end', async () => {
    const { executor, analyzer } = await start({ workers: 1 });
    const hanging = expect(analyzer.work('x!hang')).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
    const patient = executor.close();
    await executor.close({ drain: false });
    await Promise.all([patient, hanging]);
  });

  it('keeps the innocent items of workers that callbacks of finished items bring down', async () => {
    const { executor, awkward } = await startAwkward(2);
    // Somebody has to listen, or Node prints a warning for each lost worker.
    const stop = onSilentWorkerLoss(() => undefined);
    const input = numbers(40).map((value) => (value % 10 === 3 ? -value : value));
    const chain = executor.parIter(input).mapWithContext(awkward.bomb);
    const { values, failures } = await chain.collect({ failures: 'collect', chunkSize: 10 });
    stop();
    expect(failures).toEqual([]);
    expect(values).toEqual(input);
  });

  it('tells of what an answered item did to its worker, though nobody waits for the present one', async () => {
    const { executor, awkward } = await startAwkward(1);
    const mortal = await executor.spawn(Mortal, { module: join(__dirname, 'workers/dist/mortal.js') });
    const lost = new Promise<unknown>((resolve) => onSilentWorkerLoss(resolve));
    expect(await awkward.bomb(-1, 300)).toBe(-1);
    const stream = executor.parIter([0, 60_000]).map(mortal.pause).stream({ chunkSize: 1 });
    expect(await stream.next()).toEqual({ done: false, value: 0 });
    await until(() => readWorkerActivity().length > 0);
    await stream.return();
    expect(await lost).toMatchObject({ message: 'bomb -1' });
  });

  it('counts an item once, however often it is tried', async () => {
    const { executor } = await start({ workers: 1, retries: 2 });
    const awkward = await executor.spawn(Awkward, { module: MODULE, args: [] });
    setProgress(0, 4);
    const { failures } = await executor
      .parIter(['a.ts', 'b.ts'])
      .mapWithContext(awkward.pass)
      .mapWithContext(awkward.exitAfter, { shared: [1] })
      .collect({ failures: 'collect', chunkSize: 2 });
    expect(failures.map(({ error }) => getErrorContext(error)?.attempt)).toEqual([3, 3]);
    expect(getProgress()).toEqual({ processed: 4, failed: 2, total: 4 });
  });

  it('goes on when a worker extension fails on what it receives', async () => {
    const unregister = registerWorkerExtension({
      name: 'failing',
      module: require.resolve('./workers/dist/chatty-extension.js'),
      config: () => undefined,
      receive() {
        throw new Error('can not take it');
      },
    });
    const { analyzer } = await start({ workers: 1 });
    unregister();
    expect(await analyzer.double(2)).toBe(4);
  });

  it('names the present file, whatever an earlier one left behind in the background', async () => {
    const { executor, awkward } = await startAwkward(1);
    expect(await awkward.leaveBehind('old.ts')).toBe('old.ts');
    const chain = executor.parIter(['new.ts']).mapWithContext(awkward.exitAfter, { shared: [150] });
    expect(getErrorContext(await rejectionOf(chain.collect()))).toMatchObject({ currentFile: 'new.ts' });
  });
});
