import { join } from 'node:path';
import { withPhase, withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import type { Executor, Remote } from '@threadspan/executor';
import { StandardAnalyzer } from './workers/dist/standard/standard-analyzer.js';

const MODULE = join(__dirname, 'workers/dist/standard/standard-analyzer.js');

describe('a class with standard decorators', () => {
  let executor: Executor;
  let remote: Remote<StandardAnalyzer>;

  beforeAll(async () => {
    executor = createExecutor({ workers: 1 });
    // No instance of it is ever made on this thread.
    remote = await executor.spawn(StandardAnalyzer, { module: MODULE });
  });

  afterAll(() => executor.close());

  it('runs its annotated methods in workers, in the context and under the spans of the caller', async () => {
    const seen = await withSpan('root', () => withPhase('scoring', () => remote.score()));
    expect(seen.threadId).toBeGreaterThan(0);
    expect(seen.context).toEqual({ phase: 'scoring' });
    expect(seen.hierarchy).toEqual(['root', 'StandardAnalyzer.score', 'StandardAnalyzer.#secret']);
  });

  it('runs inherited methods, and overrides that are annotated themselves', async () => {
    const { context, hierarchy } = await remote.inherited('a.ts');
    expect([context, hierarchy]).toEqual([{ currentFile: 'a.ts' }, ['process_file']]);
    expect((await remote.again()).hierarchy).toEqual(['StandardAnalyzer.again', 'Base.again']);
  });

  it.each(['plain', 'overridden'] as const)('refuses %s, which is not annotated, at once', async (method) => {
    await expect(remote[method]()).rejects.toMatchObject({ code: 'NOT_ANNOTATED' });
    expect(() => executor.parIter([1]).mapWithContext(remote[method])).toThrow(
      /NOT_ANNOTATED|to be annotated/,
    );
  });

  it('refuses a method that another decorator has replaced, without `Symbol.metadata` to tell', async () => {
    expect('metadata' in Symbol).toBe(false);
    await expect(remote.covered()).rejects.toMatchObject({ code: 'NOT_ANNOTATED' });
  });

  it('has no remote private methods', () => {
    expect(Object.keys(remote).filter((name) => name.includes('secret'))).toEqual([]);
  });

  it('iterates a generator in the span that the method opened', async () => {
    const seen = await withSpan('root', () =>
      executor.parIter([2]).flatMapWithContext(remote.each).collect(),
    );
    expect(seen).toHaveLength(2);
    for (const { hierarchy } of seen) expect(hierarchy).toEqual(['root', 'StandardAnalyzer.each']);
  });
});
