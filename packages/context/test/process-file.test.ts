import { setImmediate as nextTurn } from 'node:timers/promises';
import { SpanStatusCode } from '@opentelemetry/api';
import {
  ParallelContext,
  getCurrentContext,
  getErrorContext,
  getProgress,
  getSpanHierarchy,
  processFileWithContext,
  setProgress,
  withPhase,
  withSpan,
} from '@threadspan/context';
import { fileSpan, observeScopes, setRecordLevel } from '@threadspan/context/ports';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';

const captured = () => withSpan('scoring', { phase: 'scoring' }, () => ParallelContext.capture());

beforeEach(() => setProgress(0, 10));

afterEach(() => {
  setRecordLevel('debug');
  observeScopes(undefined);
  stopSdk();
});

describe('processFileWithContext', () => {
  it('runs the function in the given context, with the path as the current file', () => {
    const ctx = captured();
    const seen = withPhase('elsewhere', () =>
      processFileWithContext('a.ts', ctx, () => [getCurrentContext(), getSpanHierarchy()]),
    );
    expect(seen).toEqual([
      { phase: 'scoring', currentFile: 'a.ts' },
      [{ name: 'scoring' }, { name: 'process_file', attributes: { 'file.path': 'a.ts' } }],
    ]);
    expect(getCurrentContext()).toEqual({});
  });

  it('opens a span `process_file` with the path under the captured span', () => {
    const sdk = startSdk();
    processFileWithContext(new URL('file:///a.ts'), captured(), () => undefined);
    const span = sdk.span('process_file');
    expect(span.attributes).toEqual({ 'file.path': 'file:///a.ts' });
    expect(span.parentSpanContext?.spanId).toBe(sdk.span('scoring').spanContext().spanId);
  });

  it('records its span at the level debug', () => {
    const sdk = startSdk();
    setRecordLevel('info');
    processFileWithContext('a.ts', captured(), () => undefined);
    expect(sdk.spans().map(({ name }) => name)).toEqual(['scoring']);
    expect(getProgress().processed).toBe(1);
  });

  it('counts the file when synchronous work returns, not before', () => {
    const during = processFileWithContext('a.ts', captured(), () => getProgress().processed);
    expect([during, getProgress().processed]).toEqual([0, 1]);
  });

  it('counts the file when asynchronous work settles, not before', async () => {
    const work = processFileWithContext('a.ts', captured(), () => nextTurn());
    expect(getProgress().processed).toBe(0);
    await work;
    expect(getProgress()).toEqual({ processed: 1, failed: 0, total: 10 });
  });

  it('counts a file that throws as processed and failed', () => {
    const sdk = startSdk();
    expect(() =>
      processFileWithContext('a.ts', captured(), () => {
        throw new Error('boom');
      }),
    ).toThrow('boom');
    expect(getProgress()).toEqual({ processed: 1, failed: 1, total: 10 });
    expect(sdk.span('process_file').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('counts a file that rejects as processed and failed', async () => {
    await expect(
      processFileWithContext('a.ts', captured(), () => Promise.reject(new Error('boom'))),
    ).rejects.toThrow();
    expect(getProgress()).toEqual({ processed: 1, failed: 1, total: 10 });
  });

  it('tells an error which file it happened in', async () => {
    const ctx = captured();
    const failures = await Promise.allSettled(
      ['a.ts', 'b.ts'].map((path) =>
        processFileWithContext(path, ctx, async () => {
          await nextTurn();
          throw new Error('boom');
        }),
      ),
    );
    const contexts = failures.map(
      (failure) => failure.status === 'rejected' && getErrorContext(failure.reason),
    );
    expect(contexts).toMatchObject([
      { phase: 'scoring', currentFile: 'a.ts' },
      { phase: 'scoring', currentFile: 'b.ts' },
    ]);
  });

  it('calls the function without arguments', () => {
    const count = (...args: unknown[]) => args.length;
    expect(processFileWithContext('a.ts', captured(), count)).toBe(0);
  });

  it('tells observers that one file is open that is still to be counted', () => {
    const seen: [string | undefined, number][] = [];
    const ctx = captured();
    observeScopes((scope) => seen.push([scope.currentFile, scope.openFiles]));
    processFileWithContext('a.ts', ctx, () => withSpan('inner', () => undefined));
    expect(seen).toContainEqual(['a.ts', 1]);
    expect(seen.at(-1)).toEqual([undefined, 0]);
  });
});

describe('fileSpan', () => {
  it('adds to what it is given and always names the file', () => {
    expect(
      fileSpan('a.ts', { name: 'parse', attributes: { n: 1, 'file.path': 'x' }, level: 'info' }),
    ).toEqual({
      name: 'parse',
      level: 'info',
      attributes: { n: 1, 'file.path': 'a.ts' },
      currentFile: 'a.ts',
      countsProgress: true,
    });
  });
});
