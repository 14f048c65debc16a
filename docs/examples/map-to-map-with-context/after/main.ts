import { AnalysisPhase, setProgress, withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import { DebtScorer, fileMetrics } from '../debt-scorer.js';
import { hook, printTraces } from '../observe.js';

const executor = createExecutor({ workers: 2 });
const scorer = await executor.spawn(DebtScorer, { module: new URL('../debt-scorer.js', import.meta.url) });

await withSpan('debt_scoring', { phase: AnalysisPhase.DebtScoring }, async () => {
  setProgress(0, fileMetrics.length);
  const { values, failures } = await executor
    .parIter(fileMetrics)
    .mapWithContext(scorer.scoreFile)
    .collect({ failures: 'collect' });
  console.log(values);
  for (const { error } of failures) hook.report(error);
});
await executor.close();
printTraces();
