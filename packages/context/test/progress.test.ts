import { getProgress, incrementProcessed, resetProgress, setProgress } from '@threadspan/context';
import { adoptProgressBuffer, incrementFailed, progressBuffer } from '@threadspan/context/ports';
import { runWorker } from './run-worker';

beforeEach(() => {
  adoptProgressBuffer(new SharedArrayBuffer(12));
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

  it('is exact when four threads count at once', async () => {
    const rounds = 50_000;
    setProgress(0, 4 * rounds);
    const gate = new SharedArrayBuffer(4);
    const workers = Array.from({ length: 4 }, () =>
      runWorker<string>('count.cjs', { progress: progressBuffer(), gate, rounds }),
    );
    const waiting = new Int32Array(gate);
    while (Atomics.load(waiting, 0) < 4) await new Promise((resolve) => setTimeout(resolve, 1));
    Atomics.add(waiting, 0, 1);
    Atomics.notify(waiting, 0);
    await Promise.all(workers);
    expect(getProgress()).toEqual({ processed: 4 * rounds, failed: rounds, total: 4 * rounds });
  });

  it('shows a count of this thread to a worker, and the other way round', async () => {
    setProgress(7, 9);
    const seen = await runWorker('count-once.cjs', { progress: progressBuffer() });
    expect(seen).toEqual({ processed: 7, failed: 0, total: 9 });
    expect(getProgress()).toEqual({ processed: 8, failed: 0, total: 9 });
  });
});
