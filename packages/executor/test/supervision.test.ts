import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onSilentWorkerLoss } from '@threadspan/context/ports';
import { getErrorContext, withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import type { Executor, ExecutorOptions, Remote } from '@threadspan/executor';
import { rejectionOf } from '../../../tools/jest/support/rejection-of';
import { until } from '../../../tools/jest/support/until';
import { DiesOnce, DiesWhenMade, Mortal } from './workers/dist/mortal.js';
import { HangsInConstructor } from './workers/dist/hangs-in-constructor.js';

const workers = (name: string) => join(__dirname, `workers/dist/${name}.js`);

let executor: Executor;
let mortal: Remote<Mortal>;
let losses: unknown[];
let stopListening: () => void;

async function start(options: ExecutorOptions = {}): Promise<void> {
  executor = createExecutor({ workers: 2, ...options });
  mortal = await executor.spawn(Mortal, { module: workers('mortal') });
}

beforeEach(() => {
  losses = [];
  stopListening = onSilentWorkerLoss((error) => losses.push(error));
});

afterEach(async () => {
  await executor.close({ drain: false });
  stopListening();
});

describe('workers that die', () => {
  it('are replaced when they die while they are idle', async () => {
    await start({ workers: 1 });
    const before = await mortal.exitLater(1);
    await until(() => losses.length === 1);
    expect(losses[0]).toMatchObject({ code: 'WORKER_EXITED' });
    expect(await mortal.exitLater(1_000)).not.toBe(before);
  });

  it('all at once leave nothing undone', async () => {
    await start({ workers: 4 });
    const threads = await Promise.all([1, 2, 3, 4].map(() => mortal.exitLater(20)));
    const chain = executor.parIter(Array.from({ length: 60 }, () => 3)).map(mortal.pause);
    const { values, failures } = await chain.collect({ failures: 'collect' });
    expect(values.length + failures.length).toBe(60);
    expect(failures.length).toBeLessThanOrEqual(new Set(threads).size);
    for (const { error } of failures) expect(error).toMatchObject({ code: 'WORKER_EXITED' });
    expect(await mortal.work('next')).toBe('next');
  });

  it('take a poison item with them that fails after its retries, and nothing else', async () => {
    await start({ retries: 4 });
    const files = ['a', 'b', 'poison', ...Array.from({ length: 40 }, (_, index) => `file-${index}`)];
    const { values, failures } = await executor
      .parIter(files)
      .mapWithContext(mortal.work)
      .collect({ failures: 'collect', chunkSize: 8 });
    expect(values).toEqual(files.filter((file) => file !== 'poison'));
    expect(failures).toMatchObject([{ index: 2, input: 'poison', error: { code: 'WORKER_EXITED' } }]);
    expect(getErrorContext(failures[0]?.error)).toMatchObject({ attempt: 5, currentFile: 'poison' });
    expect(executor.stats().lostWorkers).toBe(5);
  });

  it('over and over, with nothing done in between, are not replaced for ever', async () => {
    await start();
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const healthy = mortal.waitFor(flag);
    const poison = Array.from({ length: 1_000 }, (_, index) => `poison-${index}`);
    const failed: unknown[] = [];
    const chain = executor
      .parIter(poison)
      .mapWithContext(mortal.work)
      .collect({ failures: 'collect', onFailure: ({ error }) => failed.push(error) });
    const error = await rejectionOf(chain);
    expect(error).toMatchObject({ code: 'WORKER_CRASH_LOOP', cause: { code: 'WORKER_EXITED' } });
    expect(failed).toHaveLength(50);
    expect(executor.stats().lostWorkers).toBe(50);
    // Nor is what has been at work in another worker all the time.
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
    expect(await healthy).toBe('waited');
    // Whoever comes next is not to blame for it.
    expect(await mortal.work('next')).toBe('next');
  }, 60_000);

  it('while they start are told of with their reason, after three of them', async () => {
    executor = createExecutor({ workers: 2, execArgv: ['--require', join(__dirname, 'no-such-file.cjs')] });
    const error = await rejectionOf(executor.spawn(Mortal, { module: workers('mortal') }));
    expect(error).toMatchObject({ code: 'WORKER_START_FAILED', cause: { code: 'MODULE_NOT_FOUND' } });
    expect(executor.stats().lostWorkers).toBe(3);
  });

  it('while they start cost nothing when the next ones do start', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'threadspan-'));
    const flag = join(folder, 'died');
    const preload = join(folder, 'preload.cjs');
    writeFileSync(
      preload,
      `const fs = require('node:fs');
       if (!fs.existsSync(${JSON.stringify(flag)})) { fs.writeFileSync(${JSON.stringify(flag)}, ''); process.exit(9); }`,
    );
    executor = createExecutor({ workers: 1, execArgv: ['--require', preload] });
    mortal = await executor.spawn(Mortal, { module: workers('mortal') });
    expect(await mortal.work('a')).toBe('a');
    expect(executor.stats().lostWorkers).toBe(1);
    rmSync(folder, { recursive: true });
  });
});

describe('workers that die before they come to an item', () => {
  it('are told of, where the next one can make the instance', async () => {
    executor = createExecutor({ workers: 1 });
    const args: [Int32Array] = [new Int32Array(new SharedArrayBuffer(4))];
    const diesOnce = await executor.spawn(DiesOnce, { module: workers('mortal'), args });
    expect(await diesOnce.pass(1)).toBe(1);
    expect(losses).toMatchObject([{ code: 'WORKER_EXITED' }]);
  });

  it('fail what asked for the instance, which says where that was, where none can make it', async () => {
    await start({ workers: 1 });
    await withSpan('earlier', () => mortal.work('a'));
    const error = await withSpan('later', () =>
      executor.spawn(DiesWhenMade, { module: workers('mortal') }).catch((reason: unknown) => reason),
    );
    expect(error).toMatchObject({ code: 'WORKER_EXITED' });
    expect(getErrorContext(error)).toMatchObject({
      spanHierarchy: [{ name: 'later' }],
      worker: { index: 1 },
    });
    expect(losses).toHaveLength(2);
  });
});

describe('workers that never get ready', () => {
  it('are given up after the start timeout, whether it is the module or the constructor that hangs', async () => {
    executor = createExecutor({ workers: 1, startTimeout: 2_500 });
    const hanging = [
      executor.spawn(HangsInConstructor, { module: workers('hangs-in-constructor') }),
      executor.spawn(Mortal, { module: workers('hangs-at-load') }),
    ];
    for (const spawned of hanging) {
      await expect(spawned).rejects.toMatchObject({
        code: 'WORKER_START_FAILED',
        message: expect.stringContaining('not ready after 2500 ms'),
      });
    }
    mortal = await executor.spawn(Mortal, { module: workers('mortal') });
    expect(await mortal.work('a')).toBe('a');
  });

  it('are not those whose answer this thread has had no time for', async () => {
    await start({ workers: 1, startTimeout: 1_000 });
    const called = mortal.pause.with({ timeout: 60_000 })(1);
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_300);
        resolve();
      });
    });
    expect(await called).toBe(1);
    await executor.close();
    expect(executor.stats().lostWorkers).toBe(0);
  });

  it('can be waited for without an end', async () => {
    await start({ startTimeout: Infinity });
    expect(await mortal.work('a')).toBe('a');
    expect(executor.stats().lostWorkers).toBe(0);
  });

  it('are given up, too, when the thread itself does not start', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'threadspan-'));
    const preload = join(folder, 'preload.cjs');
    writeFileSync(preload, 'for (;;);');
    executor = createExecutor({ workers: 1, startTimeout: 100, execArgv: ['--require', preload] });
    const error = await rejectionOf(executor.spawn(Mortal, { module: workers('mortal') }));
    expect(error).toMatchObject({ code: 'WORKER_START_FAILED' });
    rmSync(folder, { recursive: true });
  });
});
