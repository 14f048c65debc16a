import { checkRedact } from '../collect/own-rules.js';
import type { Redact } from '../collect/own-rules.js';
import { CrashHookError, expected } from '../errors.js';
import type { CrashReport } from '../report.js';

/** What {@link CrashHook.report} and `onReport` get. */
export interface CrashReportOutcome {
  readonly report: CrashReport;
  /** What was written to stderr. */
  readonly text: string;
  /** Where the report was saved; absent when that failed, which `text` then says. */
  readonly path?: string;
}

export interface CrashHookOptions {
  /** Title of the report. */
  readonly appName: string;
  readonly version?: string;
  /** Where users report crashes; printed below each report. */
  readonly issueUrl?: string;
  /**
   * Directory of the JSON reports, created if missing (mode 0700). Default: {@link crashReportDirectory} of `appName`.
   * Where nothing can be written there, a directory of ours among the temporary files takes its place.
   */
  readonly reportDir?: string;
  /** How many reports are kept in that directory; older ones are deleted. Default: 50. */
  readonly maxReports?: number;
  /**
   * Applied to every piece of text of a report, after the built-in rules for obvious secrets: what a pattern matches
   * becomes `[redacted]`, and where a function throws, the text is left out.
   */
  readonly redact?: Redact;
  /** How long spans and `onReport` may take before the process exits, in ms. Default: 2000. */
  readonly flushTimeout?: number;
  /**
   * Called after each report was written. A promise is awaited before the process exits, within `flushTimeout`. What
   * it throws is printed and otherwise ignored.
   */
  readonly onReport?: (outcome: CrashReportOutcome) => void | PromiseLike<void>;
}

/** Throws a {@link CrashHookError} with code `INVALID_OPTION` when an option is not what it should be. */
export function checkOptions(options: CrashHookOptions): void {
  if (typeof options !== 'object' || options === null) fail('options', 'an object', options);
  if (!isText(options.appName)) fail('appName', 'a non-empty string', options.appName);
  for (const name of ['version', 'issueUrl', 'reportDir'] as const) {
    if (options[name] !== undefined && !isText(options[name]))
      fail(name, 'a non-empty string', options[name]);
  }
  const { redact, onReport, flushTimeout, maxReports } = options;
  if (redact !== undefined) checkRedact(redact);
  if (onReport !== undefined && typeof onReport !== 'function') fail('onReport', 'a function', onReport);
  if (maxReports !== undefined && !(Number.isInteger(maxReports) && maxReports >= 1)) {
    fail('maxReports', 'an integer from 1', maxReports);
  }
  if (flushTimeout !== undefined && !isTimeout(flushTimeout)) {
    fail('flushTimeout', 'a number of milliseconds from 0', flushTimeout);
  }
}

// Beyond 2 ** 31 - 1 a timer fires at once.
function isTimeout(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value < 2 ** 31;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function fail(name: string, wanted: string, got: unknown): never {
  throw new CrashHookError('INVALID_OPTION', `${expected(name, wanted, got)}.`);
}
