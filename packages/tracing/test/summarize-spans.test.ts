import { withSpan } from '@threadspan/context';
import { summarizeSpans } from '@threadspan/tracing';
import { finishedSpan } from './finished-span';
import { start, stopAll } from './start';

afterEach(stopAll);

describe('summarizeSpans', () => {
  it('sums up by operation, parents before children, the longest first', () => {
    const rows = summarizeSpans([
      finishedSpan('process_file', { id: 'f1', parent: 'score', ms: 100 }),
      finishedSpan('process_file', { id: 'f2', parent: 'score', ms: 300 }),
      finishedSpan('parsing', { id: 'parse', parent: 'root', ms: 1_500 }),
      finishedSpan('debt_scoring', { id: 'score', parent: 'root', ms: 500 }),
      finishedSpan('unified_analysis', { id: 'root', ms: 2_000 }),
    ]);
    expect(rows).toEqual([
      { operation: 'unified_analysis', depth: 0, count: 1, totalMs: 2_000, share: 1 },
      { operation: 'parsing', depth: 1, count: 1, totalMs: 1_500, share: 0.75 },
      { operation: 'debt_scoring', depth: 1, count: 1, totalMs: 500, share: 0.25 },
      { operation: 'process_file', depth: 2, count: 2, totalMs: 400, share: 0.2 },
    ]);
  });

  it('gives an operation a row for each kind of parent', () => {
    const rows = summarizeSpans([
      finishedSpan('a', { id: 'a', ms: 30 }),
      finishedSpan('b', { id: 'b', ms: 10 }),
      finishedSpan('step', { id: 's1', parent: 'a', ms: 3 }),
      finishedSpan('step', { id: 's2', parent: 'b', ms: 5 }),
    ]);
    expect(rows.map(({ operation, depth, totalMs }) => [operation, depth, totalMs])).toEqual([
      ['a', 0, 30],
      ['step', 1, 3],
      ['b', 0, 10],
      ['step', 1, 5],
    ]);
  });

  it('joins the spans of one name under different parents of one name', () => {
    const rows = summarizeSpans([
      finishedSpan('file', { id: 'f1', ms: 2 }),
      finishedSpan('file', { id: 'f2', ms: 2 }),
      finishedSpan('step', { id: 's1', parent: 'f1', ms: 1 }),
      finishedSpan('step', { id: 's2', parent: 'f2', ms: 2 }),
    ]);
    expect(rows[1]).toEqual({ operation: 'step', depth: 1, count: 2, totalMs: 3, share: 0.75 });
  });

  it('has shares over 1 for work that was done side by side', () => {
    const rows = summarizeSpans([
      finishedSpan('root', { id: 'root', ms: 100 }),
      finishedSpan('file', { id: 'f1', parent: 'root', ms: 90 }),
      finishedSpan('file', { id: 'f2', parent: 'root', ms: 90 }),
    ]);
    expect(rows[1]?.share).toBeCloseTo(1.8);
  });

  it('takes spans whose parent is missing for outermost ones', () => {
    expect(summarizeSpans([finishedSpan('orphan', { id: 'o', parent: 'gone', ms: 5 })])).toEqual([
      { operation: 'orphan', depth: 0, count: 1, totalMs: 5, share: 1 },
    ]);
  });

  it('orders operations of the same length by name', () => {
    const rows = summarizeSpans([finishedSpan('b', { id: '1' }), finishedSpan('a', { id: '2' })]);
    expect(rows.map(({ operation, share }) => [operation, share])).toEqual([
      ['a', 0],
      ['b', 0],
    ]);
  });

  it('gives nothing for nothing', () => {
    expect(summarizeSpans([])).toEqual([]);
  });

  it('puts the spans of workers under those of the main thread', async () => {
    const { executor, analyzer, spans } = await start();
    await withSpan('unified_analysis', () =>
      withSpan('debt_scoring', () =>
        executor.parIter(['a.ts', 'b.ts', 'c.ts']).mapWithContext(analyzer.ownSpans).collect(),
      ),
    );
    expect(summarizeSpans(spans()).map(({ operation, depth, count }) => [operation, depth, count])).toEqual([
      ['unified_analysis', 0, 1],
      ['debt_scoring', 1, 1],
      ['outer', 2, 3],
      ['of the user', 3, 3],
      ['inner', 4, 3],
    ]);
  });
});
