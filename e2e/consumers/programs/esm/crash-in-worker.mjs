import { AnalysisPhase, withSpan } from '@threadspan/context';
import { installCrashHook } from '@threadspan/crash-hook';
import { createExecutor } from '@threadspan/executor';
import { Analyzer } from './analyzer.mjs';

// Arguments: the analyzer's module, and the folder of reports.
const [, , analyzerModule, reportDir] = process.argv;
installCrashHook({ appName: 'debtscan', reportDir });

const executor = createExecutor({ workers: 1 });
executor
  .spawn(Analyzer, { module: analyzerModule })
  .then((analyzer) =>
    withSpan('unified_analysis', { phase: AnalysisPhase.Parsing }, () => analyzer.analyze('src/broken.ts')),
  );
