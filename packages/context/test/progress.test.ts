import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  getProgress,
  incrementFailed,
  incrementProcessed,
  joinProgress,
  resetProgress,
  setProgress,
  shareProgress,
} from '@threadspan/context';
import { takeBackProgress } from '@threadspan/context/ports';
import { runWorker } from './run-worker';

beforeEach(resetProgress);

describe('the bounds of a count', () => {
  afterEach(resetProgress);

  it('are kept by sums that go beyond them', () => {
    setProgress(2 ** 31 - 2, 2 ** 31 - 1);
    incrementProcessed(5);
    incrementFailed(2 ** 31 - 1);
    incrementFailed();
    expect(getProgress()).toEqual({ processed: 2 ** 31 - 1, failed: 2 ** 31 - 1, total: 2 ** 31 - 1 });
  });

  it('are kept when more is taken back than a reset has left', () => {
    setProgress(0, 9);
    incrementProcessed(4);
    resetProgress();
    takeBackProgress(4, 1);
    incrementProcessed();
    expect(getProgress()).toEqual({ processed: 1, failed: 0, total: 0 });
  });
});

describe('progress', () => {
  it('starts at zero', () => {
    expect(getProgress()).toEqual({ processed: 0, failed: 0, total: 0 });
  });

  it('counts up from what was set', () => {
    setProgress(2, 10);
    incrementProcessed();
    incrementProcessed(3);
    expect(getProgress()).toEqual({ processed: 6, failed: 0, total: 10 });
  });

  it('counts failures apart from what is processed', () => {
    setProgress(0, 5);
    incrementFailed();
    incrementFailed(2);
    expect(getProgress()).toEqual({ processed: 0, failed: 3, total: 5 });
  });

  it('forgets failures when it is set anew', () => {
    incrementFailed();
    setProgress(1, 2);
    expect(getProgress()).toEqual({ processed: 1, failed: 0, total: 2 });
  });

  it('goes back to zero on reset', () => {
    setProgress(3, 4);
    incrementFailed();
    resetProgress();
    expect(getProgress()).toEqual({ processed: 0, failed: 0, total: 0 });
  });

  it('gives out a snapshot that later counts do not change', () => {
    const before = getProgress();
    incrementProcessed();
    expect(before.processed).toBe(0);
  });

  it.each([
    ['a negative number', -1, RangeError],
    ['half an item', 1.5, RangeError],
    ['no number', NaN, RangeError],
    ['more than a counter holds', 2 ** 31, RangeError],
    ['a text', '1' as never, TypeError],
    ['a BigInt', 1n as never, TypeError],
  ])('refuses %s and changes nothing', (_what, bad, kind) => {
    setProgress(1, 2);
    incrementFailed();
    for (const count of [
      () => setProgress(bad, 5),
      () => setProgress(5, bad),
      () => incrementProcessed(bad),
      () => incrementFailed(bad),
    ]) {
      expect(count).toThrow(kind);
      expect(count).toThrow(/^Expected `\w+` to be an integer from 0 to 2147483647, got /);
    }
    expect(getProgress()).toEqual({ processed: 1, failed: 1, total: 2 });
  });
});

describe('progress shared by threads', () => {
  it('is exact when four threads count at once, in a second run too', async () => {
    const rounds = 50_000;
    for (let run = 1; run <= 2; run += 1) {
      setProgress(0, 4 * rounds);
      await countOnFourThreads(rounds);
      expect(getProgress()).toEqual({ processed: 4 * rounds, failed: rounds, total: 4 * rounds });
      resetProgress();
    }
  });

  it('shows a count of this thread to a worker, and the other way round', async () => {
    setProgress(7, 9);
    const seen = await runWorker('count-once.cjs', { progress: shareProgress() });
    expect(seen).toEqual({ processed: 7, failed: 0, total: 9 });
    expect(getProgress()).toEqual({ processed: 8, failed: 0, total: 9 });
  });

  it('starts again from 0 for all of them when another thread resets it', async () => {
    setProgress(2, 9);
    incrementFailed();
    expect(await runWorker('reset.cjs', { progress: shareProgress() })).toMatchObject({ processed: 2 });
    expect(getProgress()).toEqual({ processed: 0, failed: 0, total: 0 });
    incrementProcessed();
    await countOnFourThreads(100);
    expect(getProgress()).toEqual({ processed: 401, failed: 100, total: 0 });
  });

  it('loses no count of those who go on while another thread resets it', async () => {
    const rounds = 20_000;
    const counting = countOnFourThreads(rounds);
    await runWorker('reset.cjs', { progress: shareProgress() });
    await counting;
    const { processed, failed } = getProgress();
    expect(processed).toBeLessThanOrEqual(4 * rounds);
    expect(failed).toBeLessThanOrEqual(rounds);
    await countOnFourThreads(rounds);
    expect(getProgress()).toMatchObject({ processed: processed + 4 * rounds, failed: failed + rounds });
  });
});

describe('joinProgress', () => {
  it('makes this thread count on what it joins, and leaves the former counts behind', () => {
    const former = shareProgress();
    setProgress(1, 5);
    const other = { counters: new SharedArrayBuffer(12) };
    joinProgress(other);
    incrementProcessed(3);
    expect(getProgress()).toEqual({ processed: 3, failed: 0, total: 0 });
    expect([...new Int32Array(other.counters)]).toEqual([3, 0, 0]);
    joinProgress(former);
    expect(getProgress()).toEqual({ processed: 1, failed: 0, total: 5 });
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a text', 'progress'],
    ['an array', []],
    ['a copy as JSON', JSON.parse(JSON.stringify({ counters: new SharedArrayBuffer(12) }))],
    ['memory that is not shared', { counters: new ArrayBuffer(12) }],
    ['shared memory of another size', { counters: new SharedArrayBuffer(16) }],
    ['the bare memory', new SharedArrayBuffer(12)],
  ])('throws for %s and changes nothing', (_what, shared: unknown) => {
    setProgress(1, 2);
    expect(() => joinProgress(shared)).toThrow(TypeError);
    expect(() => joinProgress(shared)).toThrow(
      /^Expected what shareProgress\(\) returned, sent to a thread, got /,
    );
    incrementProcessed();
    expect(getProgress()).toEqual({ processed: 2, failed: 0, total: 2 });
  });

  it('tells another process that memory is not shared with it, and what to do', async () => {
    const child = fork(join(__dirname, 'programs/child-process.cjs'));
    child.send(shareProgress());
    const [answer] = (await once(child, 'message')) as [object];
    expect(answer).toEqual({
      name: 'TypeError',
      message: expect.stringMatching(/processes can't share memory.*incrementProcessed\(n\)/) as string,
    });
  });
});

describe('progress without SharedArrayBuffer', () => {
  it('counts on its own thread and says that it cannot be shared', () => {
    const program = join(__dirname, 'programs/without-shared-memory.cjs');
    expect(JSON.parse(execFileSync(process.execPath, [program], { encoding: 'utf8' }))).toEqual({
      progress: { processed: 2, failed: 1, total: 4 },
      crash: expect.objectContaining({ processed: 2 }) as object,
      refusal: expect.stringContaining('Expected SharedArrayBuffer to be there') as string,
    });
  });
});

/** Lets four threads count at once: `rounds` items each, a quarter of them failed. */
async function countOnFourThreads(rounds: number): Promise<void> {
  const gate = new SharedArrayBuffer(4);
  const workers = Array.from({ length: 4 }, () =>
    runWorker<string>('count.cjs', { progress: shareProgress(), gate, rounds }),
  );
  const waiting = new Int32Array(gate);
  while (Atomics.load(waiting, 0) < 4) await new Promise((resolve) => setTimeout(resolve, 1));
  Atomics.add(waiting, 0, 1);
  Atomics.notify(waiting, 0);
  await Promise.all(workers);
}
