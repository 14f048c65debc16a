const { AnalysisPhase, withCurrentFile, withSpan } = require('@threadspan/context');
const { installCrashHook } = require('@threadspan/crash-hook');

installCrashHook({ appName: 'debtscan', reportDir: process.argv.at(-1) });

withSpan('unified_analysis', { phase: AnalysisPhase.Parsing }, () =>
  withCurrentFile('src/broken.ts', () => {
    throw new TypeError('boom');
  }),
);
