import { AnalysisPhase, getProgress, setProgress, withPhase, withSpan } from '@threadspan/context';
import { numbers } from './numbers';
import { MODES, start, stopAll } from './start';

afterEach(stopAll);

describe.each(MODES)('the context in a chain, %s', (_, workers) => {
  it('is captured where the stage is added', async () => {
    const { executor, analyzer } = await start({ workers });
    const chain = withSpan('unified_analysis', () =>
      withPhase(AnalysisPhase.DebtScoring, () =>
        executor.parIter(['a.ts', 'b.ts']).mapWithContext(analyzer.see),
      ),
    );
    const seen = await chain.collect();
    expect(seen.map(({ context }) => context)).toEqual([
      { phase: 'debt_scoring', currentFile: 'a.ts' },
      { phase: 'debt_scoring', currentFile: 'b.ts' },
    ]);
    expect(seen[0]?.hierarchy).toEqual(['unified_analysis', 'process_file']);
  });

  it('is not there in raw stages', async () => {
    const { executor, analyzer } = await start({ workers });
    const [seen] = await withPhase('parsing', () => executor.parIter(['a.ts']).map(analyzer.see).collect());
    expect(seen?.context).toEqual({ currentFile: 'a.ts' });
    expect(seen?.hierarchy).toEqual(['process_file']);
  });

  it('has the file of its own item, whatever the others do meanwhile', async () => {
    const { executor, analyzer } = await start({ workers });
    const files = numbers(60).map((value) => `file-${value}`);
    const seen = await executor.parIter(files).mapWithContext(analyzer.seeTwice).collect();
    expect(seen).toEqual(files.map((file) => [file, file]));
  });

  it('counts progress for all threads', async () => {
    const { executor, analyzer } = await start({ workers });
    setProgress(0, 500);
    await executor.parIter(numbers(500).map(String)).mapWithContext(analyzer.see).collect();
    expect(getProgress()).toEqual({ processed: 500, failed: 0, total: 500 });
    expect(await analyzer.progress()).toEqual({ processed: 500, failed: 0, total: 500 });
  });
});
