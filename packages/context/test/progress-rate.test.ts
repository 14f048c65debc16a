import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  getErrorContext,
  getProgress,
  incrementFailed,
  incrementProcessed,
  joinProgress,
  resetProgress,
  setProgress,
  shareProgress,
  withPhase,
} from '@threadspan/context';
import type { CrashProgress } from '@threadspan/context';
import { captureCrashContext, captureProgress, takeBackProgress } from '@threadspan/context/ports';
import { thrownBy } from '../../../tools/jest/support/thrown-by';
import { runWorker } from './run-worker';

beforeEach(resetProgress);
afterEach(resetProgress);

/** Between two looks at the clock; each is at the start of its millisecond. */
async function timed<T>(act: () => T | Promise<T>): Promise<{ value: T; from: number; to: number }> {
  const from = Date.now();
  const value = await act();
  return { value, from, to: Date.now() };
}

describe('the rate of progress', () => {
  /** What the rate must lie between, when it is rounded to three digits. */
  async function checkRate(
    setTotal: () => unknown,
    finished: number,
    capture: () => CrashProgress | undefined,
  ) {
    const start = await timed(setTotal);
    incrementProcessed(finished);
    await sleep(20);
    const end = await timed(capture);
    const slowest = finished / ((end.to - start.from) / 1_000);
    const fastest = finished / ((end.from - start.to) / 1_000);
    const { rate = NaN } = end.value ?? {};
    expect(rate).toBeGreaterThanOrEqual(slowest * 0.995);
    expect(rate).toBeLessThanOrEqual(fastest * 1.005);
    expect(Number(rate.toPrecision(3))).toBe(rate);
  }

  it('is how many items a second were finished since the total was set', () =>
    checkRate(() => setProgress(0, 2_000), 1_234, captureProgress));

  it('does not count what was finished before the total was set', () =>
    checkRate(() => setProgress(500, 2_000), 7, captureProgress));

  it('starts anew with each total', async () => {
    setProgress(0, 5_000);
    incrementProcessed(4_000);
    await sleep(10);
    await checkRate(() => setProgress(4_000, 5_000), 3, captureProgress);
  });

  it('is part of every crash context', async () => {
    await checkRate(
      () => setProgress(0, 100),
      50,
      () => captureCrashContext().progress,
    );
    const fail = () => {
      throw new Error('inside');
    };
    const error = thrownBy(() => withPhase('parsing', fail));
    expect(getErrorContext(error)?.progress?.rate).toBeGreaterThan(0);
  });

  it('is there when another thread has set the total and counted', async () => {
    await runWorker('set-progress.cjs', { progress: shareProgress(), processed: 5, total: 10, finished: 3 });
    await sleep(5);
    expect(captureProgress()).toEqual({
      processed: 8,
      failed: 0,
      total: 10,
      rate: expect.any(Number) as number,
    });
  });

  it('is absent as long as nothing was finished', async () => {
    setProgress(3, 10);
    incrementFailed();
    await sleep(5);
    expect(captureProgress()).toEqual({ processed: 3, failed: 1, total: 10 });
  });

  it('is absent when more was taken back than was finished', async () => {
    setProgress(3, 10);
    incrementProcessed();
    takeBackProgress(2, 0);
    await sleep(5);
    expect(captureProgress()).toEqual({ processed: 2, failed: 0, total: 10 });
  });

  it('is absent, like all progress, where there is no total', () => {
    incrementProcessed();
    expect(captureProgress()).toBeUndefined();
  });

  it('is no part of the counts', async () => {
    setProgress(0, 10);
    incrementProcessed();
    await sleep(5);
    expect(getProgress()).toEqual({ processed: 1, failed: 0, total: 10 });
  });

  it('is absent on counters of a release that did not keep the start', async () => {
    const own = shareProgress();
    joinProgress({ counters: new SharedArrayBuffer(12) });
    setProgress(0, 10);
    incrementProcessed();
    await sleep(5);
    const progress = captureProgress();
    joinProgress(own);
    expect(progress).toEqual({ processed: 1, failed: 0, total: 10 });
  });

  it('is there without SharedArrayBuffer', () => {
    const program = join(__dirname, 'programs/without-shared-memory.cjs');
    const { crash } = JSON.parse(execFileSync(process.execPath, [program], { encoding: 'utf8' })) as {
      crash: CrashProgress;
    };
    expect(crash).toEqual({ processed: 2, failed: 1, total: 4, rate: expect.any(Number) as number });
  });
});
