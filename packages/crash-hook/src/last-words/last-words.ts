import { join } from 'node:path';
import { reportFailure } from '@threadspan/context/ports';
import { createRedactor } from '../collect/redact.js';
import type { Redactor } from '../collect/redact.js';
import type { CrashHookOptions } from '../hook/options.js';
import type { CrashReport } from '../report.js';
import { crashReportDirectory, directoryName } from '../saved/report-directory.js';
import { privateTemporaryDirectory } from '../saved/temporary-directory.js';
import { takeDeadRuns } from './dead-runs.js';
import { describeDeath } from './describe-death.js';
import { enableNodeReports } from './node-reports.js';
import { RunFile } from './run-file.js';
import { createRunHeader } from './run-header.js';
import { RunRecorder } from './run-recorder.js';

// A program that is started and killed again and again must not be kept from its work by reports.
const MAX_REPORTS = 20;

/**
 * Publishes a report on each run that died without a word, and begins to keep what this one does, until the returned
 * function is called or the process ends as it should. Never throws.
 */
export function startLastWords(
  options: CrashHookOptions,
  publish: (report: CrashReport) => void,
): () => void {
  const redactor = createRedactor(options.redact);
  try {
    const directory = directoryOf(options);
    for (const run of takeDeadRuns(directory, options.appName).slice(-MAX_REPORTS)) {
      publish(describeDeath(run, redactor));
    }
  } catch (error) {
    reportFailure('what an earlier run has left could not be reported', error);
  }
  try {
    return record(directoryOf(options), options, redactor);
  } catch (error) {
    reportFailure('what this run does can not be kept for the next one', error);
    return () => undefined;
  }
}

function directoryOf({ appName, reportDir }: CrashHookOptions): string {
  return (
    reportDir ?? crashReportDirectory(appName) ?? join(privateTemporaryDirectory(), directoryName(appName))
  );
}

function record(
  directory: string,
  { appName: name, version }: CrashHookOptions,
  redactor: Redactor,
): () => void {
  const app = { name, ...(version === undefined ? {} : { version }) };
  const file = new RunFile(directory, createRunHeader(app, redactor));
  const recorder = new RunRecorder(file);
  const disableNodeReports = enableNodeReports(file.directory);
  let isOver = false;
  const stop = () => {
    if (isOver) return;
    isOver = true;
    process.off('exit', stop);
    recorder.stop();
    disableNodeReports();
    try {
      file.remove();
    } catch {
      // Somebody has removed it, or put something into it.
    }
  };
  process.on('exit', stop);
  return stop;
}
