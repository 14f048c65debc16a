import type { CrashContext } from '@threadspan/context';
import { invalidArgument } from './errors.js';
import { expectPart } from './expect-context.js';
import type { Expected } from './matcher.js';

/** What every crash report has; those of `@threadspan/crash-hook` do, and the JSON that it saves. */
export interface CrashReportData {
  readonly error: { readonly name: string; readonly message: string };
  readonly context: CrashContext;
}

/** What can be expected of a crash report. */
export interface CrashReportExpectation<R> {
  /** Only what is named counts. Fails with an `AssertionError`. */
  toMatch(expected: { readonly [K in keyof R]?: Expected<R[K]> | undefined }): void;
}

/**
 * Expects something of a crash report, which is plain data: that of `collectCrashReport(error)`, `readCrashReport(path)`
 * or `onReport`.
 *
 * @throws TestingError `INVALID_ARGUMENT`
 */
export function expectCrashReport<R extends CrashReportData>(report: R): CrashReportExpectation<R> {
  const { error, context } = (report ?? {}) as Partial<CrashReportData>;
  if (!error || !context)
    throw invalidArgument('the crash report', 'an object with `error` and `context`', report);
  return expectPart(`the report of ${error.name}: ${error.message}`, () => report);
}
