import { setTimeout as sleep } from 'node:timers/promises';
import { registerWorkerFlush } from '@threadspan/context/ports';
import { initTracing } from '@threadspan/tracing';
import type { SpanProcessor } from '@threadspan/tracing';
import { start, stopAll } from './start';

afterEach(stopAll);

const gate = () => new Int32Array(new SharedArrayBuffer(8));
const goOn = (turn: Int32Array) => {
  Atomics.store(turn, 1, 1);
  Atomics.notify(turn, 1);
};
const until = async (condition: () => boolean) => {
  while (!condition()) await sleep(1);
};

/** The first throws; of the second, what it was asked for after a moment. */
function twoProcessors(): { done: string[]; processors: SpanProcessor[] } {
  const done: string[] = [];
  const after = async (what: string) => {
    await sleep(5);
    done.push(what);
  };
  const deaf = { onStart: () => undefined, onEnd: () => undefined };
  const fail = (message: string) => () => {
    throw new Error(message);
  };
  const broken = { ...deaf, forceFlush: fail('no flush'), shutdown: fail('no shutdown') };
  const slow = { ...deaf, forceFlush: () => after('flushed'), shutdown: () => after('shut down') };
  return { done, processors: [broken, slow] };
}

describe('forceFlush', () => {
  it('brings home the spans of an item that is not finished', async () => {
    const traced = await start();
    const turn = gate();
    const waiting = traced.analyzer.wait('a.ts', turn);
    await until(() => Atomics.load(turn, 0) === 1);
    expect(traced.names()).toEqual([]);
    await traced.flush();
    expect(traced.names()).toEqual(['step of a.ts']);
    Atomics.store(turn, 1, 1);
    await waiting;
    expect(traced.names()).toEqual(['process_file', 'step of a.ts']);
  });

  it('reaches the workers of workers', async () => {
    const traced = await start();
    const turn = gate();
    const waiting = traced.analyzer.delegateWait('a.ts', turn);
    await until(() => Atomics.load(turn, 0) === 1);
    await traced.flush();
    expect(traced.names()).toEqual(['step of a.ts', 'way to a.ts']);
    Atomics.store(turn, 1, 1);
    await waiting;
  });

  it('does not wait for ever for a worker that can not answer', async () => {
    const traced = await start({ flushTimeout: 100 });
    const turn = gate();
    const ended = expect(traced.analyzer.endless('a.ts', turn)).rejects.toMatchObject({
      code: 'EXECUTOR_CLOSED',
    });
    await until(() => Atomics.load(turn, 0) === 1);
    await traced.flush();
    await traced.executor.close({ drain: false });
    await ended;
    expect(traced.names()).toHaveLength(100);
  });

  it('brings home what a worker holds before what its own workers do', async () => {
    const traced = await start({ flushTimeout: 1_000 });
    const turn = gate();
    const waiting = traced.analyzer.delegateWait('a.ts!block', turn);
    await until(() => Atomics.load(turn, 0) === 1);
    await traced.flush();
    expect(traced.names()).toEqual(['way to a.ts!block']);
    goOn(turn);
    await waiting;
  });

  it('waits as long as it takes when told so', async () => {
    const traced = await start({ flushTimeout: Infinity });
    const turn = gate();
    const blocked = traced.analyzer.block('a.ts', turn);
    await until(() => Atomics.load(turn, 0) === 1);
    const flushed = traced.flush();
    await sleep(20);
    goOn(turn);
    await flushed;
    expect(traced.names()).toContain('step of a.ts');
    await blocked;
  });

  it('flushes each processor, also where one throws, and says what it threw', async () => {
    const { done, processors } = twoProcessors();
    const tracing = initTracing({ spanProcessors: processors });
    await expect(tracing.forceFlush()).rejects.toThrow('no flush');
    expect(done).toEqual(['flushed']);
    await expect(tracing.shutdown()).rejects.toThrow('no shutdown');
  });
});

describe('shutdown', () => {
  it('waits for the workers once', async () => {
    let flushes = 0;
    const unregister = registerWorkerFlush(async () => void (flushes += 1));
    await initTracing().shutdown();
    unregister();
    expect(flushes).toBe(1);
  });

  it('shuts each processor down, also where one throws', async () => {
    const { done, processors } = twoProcessors();
    await expect(initTracing({ spanProcessors: processors }).shutdown()).rejects.toThrow('no shutdown');
    expect(done).toEqual(['flushed', 'shut down']);
  });
});
