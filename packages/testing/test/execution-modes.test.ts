import { setProgress, withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import { executionModes, expectErrorContext, expectSpanTree, observe } from '@threadspan/testing';
import { MODULE } from './module';
import { traced } from './traced';
import { Analyzer } from './workers/dist/analyzer.js';

const trace = traced();

describe.each(executionModes)('annotated methods %s', (_, workers) => {
  const executor = createExecutor({ workers });
  afterAll(() => executor.close());

  it('have the same tree of spans, progress and values', async () => {
    const analyzer = await executor.spawn(Analyzer, { module: MODULE });
    const { value, progress, spans } = await observe(
      () => {
        setProgress(0, 3);
        return withSpan('unified_analysis', () =>
          executor
            .parIter(['a', 'bc', 'def'])
            .mapWithContext(analyzer.analyze)
            .mapWithContext(analyzer.score)
            .collect(),
        );
      },
      { trace },
    );
    expect(value).toEqual([2, 4, 6]);
    expect(progress).toEqual({ processed: 3, failed: 0, total: 3 });
    expectSpanTree(spans).toBeOneTrace();
    expectSpanTree(spans).toMatch(`
      unified_analysis
        process_file {file.path: a}
          count {characters: 1}
        process_file {file.path: bc}
          count {characters: 2}
        process_file {file.path: def}
          count {characters: 3}
        Analyzer.score × 3
    `);
  });

  it('fail with the same error, in the same place', async () => {
    const analyzer = await executor.spawn(Analyzer, { module: MODULE });
    const { error, spans } = await observe(
      () => withSpan('unified_analysis', () => analyzer.analyze('broken.ts')),
      { trace },
    );
    expect(error).toBeInstanceOf(RangeError);
    expectErrorContext(error).toMatch({
      phase: 'parsing',
      currentFile: 'broken.ts',
      spanHierarchy: ['unified_analysis', 'process_file', 'count'],
      worker: workers === 0 ? undefined : { count: workers },
    });
    expectSpanTree(spans).toMatch({
      name: 'unified_analysis',
      status: 'ERROR',
      children: {
        name: 'process_file',
        status: { code: 'ERROR', message: 'broken broken.ts' },
        children: { name: 'count', status: 'ERROR', events: ['exception'] },
      },
    });
  });
});
