import { join } from 'node:path';
import { createExecutor } from '@threadspan/executor';
import type { Executor, Remote } from '@threadspan/executor';
import { numbers } from './numbers';
import { Gate } from './workers/dist/gate.js';

let executor: Executor;
let gate: Remote<Gate>;
let passed: Int32Array;

/** Starts workers that know how little time their methods take, so that calls are sent ahead. */
async function start(workers: number): Promise<void> {
  executor = createExecutor({ workers });
  gate = await executor.spawn(Gate, { module: join(__dirname, 'workers/dist/gate.js') });
  const few = counter();
  for (let round = 0; round < 20; round += 1) {
    await Promise.all(numbers(16).flatMap((item) => [gate.pass(item, few), gate.take(item)]));
  }
  passed = counter();
}

const counter = () => new Int32Array(new SharedArrayBuffer(4));

afterEach(() => executor.close({ drain: false }));

describe('items that a worker has not begun', () => {
  it('run in another one while it is stuck on an item of the same chunk', async () => {
    await start(2);
    const chain = executor.parIter(numbers(50)).mapWithContext(gate.passOrBlock, { shared: [passed, 49] });
    expect(await chain.collect({ chunkSize: 50 })).toEqual(numbers(50));
    expect(passed[0]).toBe(49);
  });

  it('run in another one while it is stuck on an earlier call', async () => {
    await start(2);
    const stuck = gate.block(60, passed);
    const calls = numbers(60).map((item) => gate.pass(item, passed));
    expect(await Promise.all(calls)).toEqual(numbers(60));
    expect(await stuck).toBe('let through');
    expect(passed[0]).toBe(60);
  });

  it('run in another one, once each, when it dies of an earlier call', async () => {
    await start(1);
    const bad = expect(gate.exit()).rejects.toMatchObject({ code: 'WORKER_EXITED' });
    const calls = numbers(60).map((item) => gate.pass(item, passed));
    await bad;
    expect(await Promise.all(calls)).toEqual(numbers(60));
    expect(passed[0]).toBe(60);
  });

  it('never run when their calls are aborted', async () => {
    await start(1);
    const controller = new AbortController();
    const stuck = gate.block(1, passed);
    const { signal } = controller;
    const calls = numbers(30).map((item) => gate.pass.with({ signal })(item, passed));
    const settled = Promise.allSettled(calls);
    setTimeout(() => {
      controller.abort(new Error('not wanted'));
      Atomics.add(passed, 0, 1);
      Atomics.notify(passed, 0);
    }, 20);
    expect((await settled).every(({ status }) => status === 'rejected')).toBe(true);
    expect(await stuck).toBe('let through');
    expect(await gate.take(0)).toBe('number');
    expect(passed[0]).toBe(1);
  });
});

describe('a callback for progress', () => {
  it('hears of no further item once it has aborted the chain', async () => {
    await start(1);
    const controller = new AbortController();
    const heard: number[] = [];
    const run = executor
      .parIter(numbers(50))
      .map(gate.pass, { shared: [passed] })
      .collect({
        chunkSize: 50,
        signal: controller.signal,
        onProgress({ done }) {
          heard.push(done);
          if (done === 5) controller.abort(new Error('enough'));
        },
      });
    await expect(run).rejects.toThrow('enough');
    expect(heard).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('what a chain has sent along', () => {
  it('stays where another run of the same chain still needs it', async () => {
    await start(2);
    const chain = executor.parIter(numbers(40)).mapWithContext(gate.add, { shared: [1] });
    for (let round = 0; round < 100; round += 1) {
      const runs = [1, 3, 7].map((chunkSize) => chain.collect({ chunkSize }));
      for (const values of await Promise.all(runs)) expect(values).toEqual(numbers(41).slice(1));
    }
  });
});

describe('calls that are made together', () => {
  const fail = (message: string): never => {
    throw new Error(message);
  };
  // What V8 writes of such an object, it refuses to read.
  const tooDeep = () => Array.from({ length: 7_000 }).reduce<object>((inner) => ({ inner }), {});

  it.each([
    ['cloned', () => () => undefined],
    ['read', tooDeep],
    ['looked at', () => new Proxy({}, { getPrototypeOf: () => fail('no prototype') })],
  ])('fail alone when their arguments cannot be %s', async (_what, make) => {
    await start(2);
    const calls = numbers(60).map((item) => gate.take(item % 20 === 7 ? make() : item));
    const outcomes = await Promise.allSettled(calls);
    const failed = outcomes.flatMap((outcome, item) => (outcome.status === 'rejected' ? [item] : []));
    expect(failed).toEqual([7, 27, 47]);
    for (const item of failed) {
      expect(outcomes[item]).toMatchObject({ reason: { code: 'NOT_SERIALIZABLE' } });
    }
  });
});
