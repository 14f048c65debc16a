import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { createExecutor, transfer } from '@threadspan/executor';
import type { Executor, ExecutorOptions, Remote } from '@threadspan/executor';
import { Mover } from './workers/dist/mover.js';

const MODULE = require.resolve('./workers/dist/mover.js');

let executor: Executor;
let mover: Remote<Mover>;

async function start(options: ExecutorOptions = {}): Promise<void> {
  executor = createExecutor({ workers: 1, ...options });
  mover = await executor.spawn(Mover, { module: MODULE });
}

afterEach(() => executor.close({ drain: false }));

const bytes = (...values: number[]) => new Uint8Array(values);
const moved = (...values: number[]) => {
  const made = bytes(...values);
  return transfer(made, [made.buffer]);
};

describe.each([
  ['in this thread', 0],
  ['in a worker', 1],
] as const)('data that is moved, %s', (_, workers) => {
  it('is copied where nobody says otherwise', async () => {
    await start({ workers });
    const data = bytes(1, 2, 3);
    expect(await mover.sum(data)).toBe(6);
    expect(data).toHaveLength(3);
  });

  it('goes with a call that names it', async () => {
    await start({ workers });
    const data = bytes(1, 2, 3);
    expect(await mover.sum.with({ transfer: [data.buffer] })(data)).toBe(6);
    expect(data).toHaveLength(0);
  });

  it('goes with a call whose argument is marked', async () => {
    await start({ workers });
    const data = moved(4, 5);
    expect(await mover.sum(data)).toBe(9);
    expect(data).toHaveLength(0);
  });

  it('goes as the items of a chain, beside others that are copied', async () => {
    await start({ workers: workers * 2 });
    const items = [bytes(1), moved(2), bytes(3), moved(4), moved(5), bytes(6)];
    expect(await executor.parIter(items).map(mover.sum).collect({ chunkSize: 4 })).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
    expect(items.map(({ length }) => length)).toEqual([1, 0, 1, 0, 0, 1]);
  });

  it('comes back as a result, and is gone where it came from', async () => {
    await start({ workers });
    expect((await mover.filled(7)).reduce((sum, byte) => sum + byte, 0)).toBe(7_000);
    expect(await mover.kept()).toBe(0);
    const [first, second] = await executor.parIter([1, 2]).map(mover.filled).collect({ chunkSize: 2 });
    expect([first?.[999], second?.[999]]).toEqual([1, 2]);
  });

  it('fails the item whose result has been moved before, and no other', async () => {
    await start({ workers });
    const { values, failures } = await executor
      .parIter([1, 2, 3])
      .map(mover.sameTwice)
      .collect({ chunkSize: 3, failures: 'collect' });
    expect(values).toEqual([bytes(1)]);
    expect(failures).toMatchObject([
      { index: 1, error: { code: 'NOT_SERIALIZABLE' } },
      { index: 2, error: { code: 'NOT_SERIALIZABLE' } },
    ]);
  });

  it('may be a MessagePort, either way', async () => {
    await start({ workers });
    const { port1, port2 } = new MessageChannel();
    const answered = once(port1, 'message');
    await mover.answerOn.with({ transfer: [port2] })(port2, 'hello');
    expect(await answered).toEqual(['hello!']);
    port1.close();
    const echo = await mover.echo();
    const echoed = once(echo, 'message');
    echo.postMessage('anybody there');
    expect(await echoed).toEqual(['anybody there']);
    echo.close();
  });

  it('may be named more than once', async () => {
    await start({ workers });
    const whole = moved(1, 2, 3, 4);
    const half = transfer(whole.subarray(2), [whole.buffer]);
    expect(await mover.sum.with({ transfer: [whole.buffer, half.buffer] })(half)).toBe(7);
    expect(whole).toHaveLength(0);
    const halves = await executor.parIter([4]).flatMap(mover.halves).collect();
    expect(halves).toEqual([bytes(4, 4), bytes(4, 4)]);
  });

  it('may be more than fits into the arguments of a function', async () => {
    await start({ workers });
    const items = Array.from({ length: 150_000 }, () => transfer(bytes(), []));
    const controller = new AbortController();
    const { signal } = controller;
    const onProgress = () => controller.abort(new Error('one is enough'));
    const chain = executor
      .parIter(items)
      .map(mover.sum)
      .collect({ chunkSize: items.length, onProgress, signal });
    await expect(chain).rejects.toThrow('one is enough');
  });

  it('is refused where it is not there any more', async () => {
    await start({ workers });
    const data = moved(1);
    await mover.sum(data);
    await expect(mover.sum(data)).rejects.toMatchObject({ code: 'NOT_SERIALIZABLE' });
    expect(await mover.sum(moved(1))).toBe(1);
  });

  it('has to be an object with a list of what to move', async () => {
    await start({ workers });
    expect(() => transfer(1 as never, [])).toThrow('Expected `value` to be an object, got `1` (number)');
    expect(() => transfer({}, 1 as never)).toThrow(
      'Expected `list` to be an array of what is to be moved, got `1` (number)',
    );
  });
});

describe('data that is moved into a worker', () => {
  it('is lost with its worker, so its item is not tried again, and its neighbours are none the worse', async () => {
    await start({ workers: 2, retries: 3 });
    const items = [moved(1), moved(255), moved(3), bytes(4), moved(5)];
    const { values, failures } = await executor
      .parIter(items)
      .map(mover.sumOrExit)
      .collect({ failures: 'collect', chunkSize: 5 });
    expect(values).toEqual([1, 3, 4, 5]);
    expect(failures).toMatchObject([{ index: 1, error: { code: 'WORKER_EXITED' } }]);
    expect(executor.stats().lostWorkers).toBe(1);
  });

  it('is lost with a worker that another item brings down, and says so', async () => {
    await start({ retries: 3 });
    const { values, failures } = await executor
      .parIter([bytes(1), moved(2)])
      .map(mover.bombOrWait)
      .collect({ failures: 'collect', chunkSize: 1 });
    expect(values).toEqual([1]);
    const message = expect.stringContaining('what was moved into it with the item is gone');
    expect(failures).toMatchObject([
      { index: 1, error: { code: 'WORKER_EXITED', message, cause: { message: 'late' } } },
    ]);
  });
});
