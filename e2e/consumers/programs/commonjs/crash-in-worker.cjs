const { AnalysisPhase, withSpan } = require('@threadspan/context');
const { installCrashHook } = require('@threadspan/crash-hook');
const { createExecutor } = require('@threadspan/executor');
const { Analyzer } = require('./analyzer.cjs');

// Arguments: the analyzer's module, and the folder of reports.
const [, , analyzerModule, reportDir] = process.argv;
installCrashHook({ appName: 'debtscan', reportDir });

const executor = createExecutor({ workers: 1 });
executor
  .spawn(Analyzer, { module: analyzerModule })
  .then((analyzer) =>
    withSpan('unified_analysis', { phase: AnalysisPhase.Parsing }, () => analyzer.analyze('src/broken.ts')),
  );
