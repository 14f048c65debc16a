import { join } from 'node:path';
import { createHideHome } from '../home-directory.js';
import { createRedactor } from '../collect/redact.js';
import type { CrashReport } from '../report.js';
import { crashReportDirectory, directoryName } from '../saved/report-directory.js';
import { pruneReports } from '../saved/report-files.js';
import { saveCrashReport } from '../saved/save.js';
import { privateTemporaryDirectory } from '../saved/temporary-directory.js';
import type { CrashHookOptions } from './options.js';

const MAX_REPORTS = 50;

/** What became of a report that was to be saved. */
export interface KeptReport {
  readonly path?: string;
  /** The path as it is printed. */
  readonly savedPath?: string;
  /** Why it was not saved, or not where it should have been. As it is printed. */
  readonly saveError?: string;
}

/**
 * Saves a report in the first of these directories that can be written: the one asked for or else the program's own,
 * and one of ours among the temporary files. Of too many reports there the oldest are deleted. Never throws.
 */
export function keepReport(report: CrashReport, options: CrashHookOptions): KeptReport {
  const { appName, reportDir, maxReports = MAX_REPORTS } = options;
  const failures: string[] = [];
  for (const directory of [
    () => reportDir ?? crashReportDirectory(appName),
    () => join(privateTemporaryDirectory(), directoryName(appName)),
  ]) {
    try {
      const target = directory();
      if (target === undefined) continue;
      const path = saveCrashReport(report, target);
      pruneReports(path, maxReports);
      return { path, savedPath: createHideHome()(path), ...describe(failures) };
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  return describe(failures);
}

function describe(failures: readonly string[]): { saveError?: string } {
  return failures.length === 0 ? {} : { saveError: createRedactor().text(failures.join('\n')) };
}

/**
 * The report as text between two lines that mark it, for a log that is all that will be left. Pure ASCII, so that
 * nothing in it acts on a terminal, or on the build whose log it is. Empty where JSON fails.
 */
export function reportAsText(report: CrashReport): string {
  try {
    const json = JSON.stringify(report, undefined, 2).replace(
      /[^\x20-\x7e\n]|#(?=#\w*\[)/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    return `\n----- BEGIN THREADSPAN CRASH REPORT -----\n${json}\n----- END THREADSPAN CRASH REPORT -----\n`;
  } catch {
    return '';
  }
}

/** Whether this runs where files are lost and the log is kept. */
export function isContinuousIntegration(ci: string | undefined = process.env['CI']): boolean {
  return ci !== undefined && ci !== '' && ci !== '0' && ci !== 'false';
}
