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

/** Whose reports they are, where they go, and what may stand in them. */
export interface CrashHookOptions {
  /** Title of the report. */
  readonly appName: string;
  readonly version?: string;
  /** Where users report crashes; printed below each report. */
  readonly issueUrl?: string;
  /**
   * Directory of the JSON reports, created if missing (mode 0700); a relative path is meant as the hook is installed.
   * Default: {@link crashReportDirectory} of `appName`.
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
  /**
   * Has deaths reported that run no JavaScript: memory that is used up on the main thread, `process.abort()`, a crash
   * in native code, SIGKILL. What the run is doing is kept in a directory of its own in `reportDir`; the next run with
   * this option, the same `appName` and `reportDir`, and on the same host, reports what it finds there of a run that
   * is no more, before `installCrashHook` returns, and removes it. Its exit code does not change by that.
   *
   * Kept are what the main thread is in (phase, file, function, spans with their attributes), the progress, and what
   * workers do. Only the owner can read it, and it is redacted when it is reported, not before. It is written when a
   * scope is entered, but for no more than about 2 % of the time, and up to four times a second when the event loop
   * turns: work that begins in the midst of thousands of short calls, and never yields, may be missing. Of several
   * scopes that are open at once on the main thread, the last to be entered counts. It costs each scope that is
   * entered there about 0.1 µs more.
   *
   * Node is told to write a diagnostic report when memory is used up, too, unless the program has set any of
   * `process.report` itself. What matters of it is taken over, and it is removed.
   *
   * Caveat: a run that is ended by a signal without a listener of the program's own, as by Ctrl-C or `kill`, counts as
   * died too, since no JavaScript runs then. Default: false.
   */
  readonly lastWords?: boolean;
}

/** Throws a {@link CrashHookError} with code `INVALID_OPTION` when an option is not what it should be. */
export function checkOptions(options: CrashHookOptions): void {
  if (typeof options !== 'object' || options === null) fail('options', 'an object', options);
  if (!isText(options.appName)) fail('appName', 'a non-empty string', options.appName);
  for (const name of ['version', 'issueUrl', 'reportDir'] as const) {
    if (options[name] !== undefined && !isText(options[name]))
      fail(name, 'a non-empty string', options[name]);
  }
  const { redact, onReport, flushTimeout, maxReports, lastWords } = options;
  if (redact !== undefined) checkRedact(redact);
  if (onReport !== undefined && typeof onReport !== 'function') fail('onReport', 'a function', onReport);
  if (maxReports !== undefined && !(Number.isInteger(maxReports) && maxReports >= 1)) {
    fail('maxReports', 'an integer from 1', maxReports);
  }
  if (lastWords !== undefined && typeof lastWords !== 'boolean') fail('lastWords', 'a boolean', lastWords);
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
