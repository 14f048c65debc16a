import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { getErrorContext, getProgress, resetProgress, setProgress, withPhase } from '@threadspan/context';
import { readWorkerActivity, registerWorkerExtension } from '@threadspan/context/ports';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';
import { createExecutor } from '@threadspan/executor';
import type { Executor, ExecutorOptions, Remote } from '@threadspan/executor';
import { rejectionOf } from '../../../tools/jest/support/rejection-of';
import { gather } from './iterate';
import { numbers } from './numbers';

const NOT_BUILT = '/not/built/yet.js';
const SINGLETON = new Error('always the same');

/** Nothing but this test has it: no worker could load it. */
class Local {
  constructor(readonly given: { seen: number } = { seen: 0 }) {
    given.seen += 1;
  }

  @WithParallelContext()
  double(value: number): number {
    return value * 2;
  }

  @WithParallelContext()
  throwSingleton(_item: number): never {
    throw SINGLETON;
  }

  @ProcessFile()
  async wait(_path: string, ms: number): Promise<string> {
    await sleep(ms);
    return 'waited';
  }

  @ProcessFile()
  async failLate(_path: string): Promise<never> {
    await sleep(20);
    throw new Error('much too late');
  }

  @ProcessFile()
  block(path: string, ms: number): string {
    for (const end = performance.now() + ms; performance.now() < end;);
    return path;
  }

  @ProcessFile()
  unclonable(_path: string): () => void {
    return () => undefined;
  }

  @WithParallelContext()
  activity(): number {
    return readWorkerActivity().length;
  }

  @WithParallelContext()
  async askAgain(value: number): Promise<number> {
    const values = await executor.parIter([value, value]).mapWithContext(local.double).collect();
    return local.double(values[0]! + values[1]!);
  }
}

let executor: Executor;
let local: Remote<Local>;

async function start(options: ExecutorOptions = {}): Promise<void> {
  executor = createExecutor({ workers: 0, ...options });
  local = await executor.spawn(Local, { module: NOT_BUILT });
}

beforeEach(async () => {
  resetProgress();
  await start();
});
afterEach(() => executor.close({ drain: false }));

describe('an executor without workers', () => {
  it('uses the class that it is given, and what a test has put in place of its methods', async () => {
    const spy = jest.spyOn(Local.prototype, 'double').mockReturnValue(7);
    expect(await executor.parIter([1]).map(local.double).collect()).toEqual([7]);
    expect(spy).toHaveBeenCalledWith(1);
    spy.mockRestore();
    expect(await local.double(1)).toBe(2);
  });

  it('checks nothing of the module but its form', async () => {
    await expect(executor.spawn(Local, { module: './local.js' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('loads neither the module nor threads.js', () => {
    const program = join(__dirname, 'programs/without-workers.cjs');
    expect(JSON.parse(execFileSync(process.execPath, [program], { encoding: 'utf8' }))).toEqual({
      values: [2, 4],
      hasThreads: false,
      startedWorkers: 0,
    });
  });

  it('starts no extension, and is no worker that could be on something', async () => {
    const unregister = registerWorkerExtension({
      name: 'none',
      module: NOT_BUILT,
      config: () => undefined,
      receive: () => undefined,
    });
    expect(await local.activity()).toBe(0);
    unregister();
  });

  it('counts jobs and items, and has no workers to tell of', async () => {
    await executor.parIter([1, 2, 3]).map(local.double).collect();
    await rejectionOf(local.throwSingleton(1));
    const waiting = [local.wait('a.ts', 1), local.wait('b.ts', 1)];
    expect(executor.stats().jobs).toEqual({ waiting: 1, running: 1 });
    await Promise.all(waiting);
    expect(executor.stats()).toMatchObject({
      workers: [],
      jobs: { waiting: 0, running: 0 },
      items: { succeeded: 5, failed: 1, retried: 0 },
      startedWorkers: 0,
      lostWorkers: 0,
      runTime: { count: 6 },
    });
  });

  it('needs no clock of the test', async () => {
    jest.useFakeTimers();
    try {
      async function* input() {
        yield* [1, 2];
      }
      expect(await executor.parBridge(input()).map(local.double).collect()).toEqual([2, 4]);
      expect(await gather(executor.parIter([3]).map(local.double))).toEqual([6]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('rejects with the cause when a constructor throws', async () => {
    class Broken {
      constructor() {
        throw new RangeError('no way');
      }
    }
    await expect(executor.spawn(Broken, { module: NOT_BUILT })).rejects.toMatchObject({
      code: 'WORKER_START_FAILED',
      message: 'The constructor of Broken threw',
      cause: expect.objectContaining({ message: 'no way' }),
    });
    await expect(
      executor.spawn(Local, { module: NOT_BUILT, args: [(() => 1) as never] }),
    ).rejects.toMatchObject({ code: 'NOT_SERIALIZABLE' });
  });
});

describe('items in this thread', () => {
  it('run one after the other, and let timers have their turn in between', async () => {
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 1);
    const paths = numbers(20).map((value) => `${value}.ts`);
    const chain = executor.parIter(paths).mapWithContext(local.block, { shared: [2] });
    expect(await chain.collect()).toEqual(paths);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });

  it('are read when the one before is done', async () => {
    const order: string[] = [];
    function* input() {
      for (const value of numbers(3)) {
        order.push(`read ${value}`);
        yield value;
      }
    }
    const onProgress = ({ done }: { readonly done: number }) => void order.push(`done ${done}`);
    await executor.parIter(input()).map(local.double).collect({ chunkSize: 3, onProgress });
    expect(order).toEqual(['read 0', 'done 1', 'read 1', 'done 2', 'read 2', 'done 3']);
  });

  it('stop at once when they are aborted, and the one under way is not waited for', async () => {
    const stuck = local.wait.with({ signal: AbortSignal.timeout(10) })('a.ts', 1_000);
    const next = local.double(4);
    const error = await rejectionOf(stuck);
    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect(getErrorContext(error)).toMatchObject({ currentFile: 'a.ts' });
    expect(await next).toBe(8);
  });

  it('may ask their own executor for more', async () => {
    expect(await local.askAgain(3)).toBe(24);
    const chain = executor.parIter([1, 2]).mapWithContext(local.askAgain);
    expect(await chain.collect()).toEqual([8, 16]);
  });
});

describe('a timeout in this thread', () => {
  it('fails an item that still waits, names where that is, and what comes of it later is ignored', async () => {
    const rejections: unknown[] = [];
    const onRejection = (error: unknown) => rejections.push(error);
    process.on('unhandledRejection', onRejection);
    const error = await rejectionOf(withPhase('parsing', () => local.failLate.with({ timeout: 5 })('a.ts')));
    expect(error).toMatchObject({ code: 'TASK_TIMEOUT', message: 'The item took longer than 5 ms' });
    expect(getErrorContext(error)).toMatchObject({ phase: 'parsing', currentFile: 'a.ts', attempt: 1 });
    expect(await local.double(2)).toBe(4);
    await sleep(40);
    process.off('unhandledRejection', onRejection);
    expect(rejections).toEqual([]);
  });

  it('fails an item in synchronous code when that is through, and counts its file as failed', async () => {
    setProgress(0, 2);
    const { values, failures } = await executor
      .parIter(['a.ts', 'b.ts'])
      .mapWithContext(local.block, { shared: [10] })
      .collect({ timeout: 5, failures: 'collect' });
    expect(values).toEqual([]);
    expect(failures.map(({ error }) => (error as { code: string }).code)).toEqual([
      'TASK_TIMEOUT',
      'TASK_TIMEOUT',
    ]);
    expect(getErrorContext(failures[1]?.error)).toMatchObject({ currentFile: 'b.ts' });
    expect(getProgress()).toEqual({ processed: 2, failed: 2, total: 2 });
  });

  it('is that of the executor where the call has none', async () => {
    await executor.close();
    await start({ taskTimeout: 5 });
    await expect(local.wait('a.ts', 1_000)).rejects.toMatchObject({ code: 'TASK_TIMEOUT' });
  });
});

describe('an error in this thread', () => {
  it('arrives as from a worker: another object, which says where it happened', async () => {
    const chain = withPhase('parsing', () => executor.parIter([1, 2]).mapWithContext(local.throwSingleton));
    const { failures } = await chain.collect({ failures: 'collect' });
    expect(failures.map(({ error }) => (error as Error).message)).toEqual([
      'always the same',
      'always the same',
    ]);
    const [first, second] = failures.map(({ error }) => error);
    expect([first === SINGLETON, first === second, first instanceof Error]).toEqual([false, false, true]);
    expect(getErrorContext(first)).toEqual({
      phase: 'parsing',
      attempt: 1,
      spanHierarchy: [{ name: 'Local.throwSingleton' }],
    });
  });

  it('for a result that could not be sent names the file, which counts as failed', async () => {
    setProgress(0, 1);
    const error = await rejectionOf(local.unclonable('a.ts'));
    expect(error).toMatchObject({ code: 'NOT_SERIALIZABLE' });
    expect(getErrorContext(error)).toMatchObject({ currentFile: 'a.ts' });
    expect(getProgress()).toEqual({ processed: 1, failed: 1, total: 1 });
  });
});
