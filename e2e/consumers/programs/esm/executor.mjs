import { AnalysisPhase, getErrorContext, withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import { Analyzer } from './analyzer.mjs';

/** The annotated class in worker threads: items of a chain, one call, and an item that fails. */
export async function run({ file }) {
  const executor = createExecutor({ workers: 2 });
  const analyzer = await executor.spawn(Analyzer, { module: file('analyzer') });
  return await withSpan('unified_analysis', { phase: AnalysisPhase.Parsing }, async () => {
    const { values, failures } = await executor
      .parIter(['src/a.ts', 'src/broken.ts', 'src/b.ts'])
      .mapWithContext(analyzer.analyze)
      .collect({ failures: 'collect' });
    const called = await analyzer.score(['src/c.ts']);
    await executor.close();
    return { values, called, failed: failures.map(({ input, error }) => ({ input, ...describe(error) })) };
  });
}

function describe(error) {
  const { phase, currentFile, spanHierarchy, worker } = getErrorContext(error) ?? {};
  const spans = spanHierarchy?.map(({ name }) => name);
  return {
    isRangeError: error instanceof RangeError,
    phase,
    currentFile,
    spans,
    inWorker: worker !== undefined,
  };
}
