import { AnalysisPhase, withCurrentFile, withSpan } from '@threadspan/context';
import { installCrashHook } from '@threadspan/crash-hook';

installCrashHook({ appName: 'debtscan', reportDir: process.argv.at(-1) ?? '' });

withSpan('unified_analysis', { phase: AnalysisPhase.Parsing }, () =>
  withCurrentFile('src/broken.ts', () => {
    throw new TypeError('boom');
  }),
);
