import { setImmediate as nextTurn } from 'node:timers/promises';
import { diag } from '@opentelemetry/api';
import {
  ParallelContext,
  getErrorContext,
  getProgress,
  getSpanHierarchy,
  processFileWithContext,
  resetProgress,
  setProgress,
  withSpan,
} from '@threadspan/context';
import { recordDiag } from '../../../tools/jest/support/diag-log';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';
import { tracker } from './tracker';

const fail = () => {
  throw new Error('broken');
};

const BREAK = {
  'a sampler that throws': () => startSdk({ sampler: { shouldSample: fail, toString: () => 'broken' } }),
  'a span processor that throws in onStart': () => startSdk({ processors: [{ ...tracker, onStart: fail }] }),
  'a span processor that throws in onEnd': () => startSdk({ processors: [{ ...tracker, onEnd: fail }] }),
};

afterEach(() => {
  stopSdk();
  diag.disable();
  resetProgress();
});

describe.each(Object.entries(BREAK))('%s', (_, start) => {
  it('leaves results, hierarchy and progress as they are, and is told of', () => {
    start();
    const log = recordDiag();
    setProgress(0, 1);
    const seen = withSpan('a', () =>
      processFileWithContext('a.ts', ParallelContext.capture(), () => getSpanHierarchy()),
    );
    expect(seen.map(({ name }) => name)).toEqual(['a', 'process_file']);
    expect(getProgress()).toEqual({ processed: 1, failed: 0, total: 1 });
    expect(log.errors).toEqual([expect.stringContaining('a span'), expect.stringContaining('a span')]);
  });

  it('takes no place of an error that was thrown', () => {
    start();
    recordDiag();
    const mine = new Error('mine');
    expect(() =>
      withSpan('a', () => {
        throw mine;
      }),
    ).toThrow(mine);
    expect(getErrorContext(mine)?.spanHierarchy).toMatchObject([{ name: 'a' }]);
  });

  it('changes nothing about promises', async () => {
    start();
    recordDiag();
    await expect(withSpan('a', () => nextTurn('result'))).resolves.toBe('result');
    await expect(
      withSpan('a', () => nextTurn().then(() => Promise.reject(new Error('mine')))),
    ).rejects.toThrow('mine');
  });
});
