import { resolve } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { globalState } from '@threadspan/context/ports';
import { ProcessHook } from './hook.js';
import { checkOptions } from './options.js';
import type { CrashHookOptions, CrashReportOutcome } from './options.js';

/** A hook that is installed. */
export interface CrashHook {
  /**
   * Reports an error that the program caught itself: saves, writes to stderr, calls `onReport`. The process goes on.
   * An error object is reported once: here or, when thrown on, as uncaught, whichever comes first.
   */
  report(error: unknown): CrashReportOutcome;
  /** Undoes this installation. Calling it again does nothing. */
  uninstall(): void;
}

// Shared by all installed copies of this package: one crash is one report.
const state = globalState('crash-hook', () => ({
  hook: undefined as ProcessHook | undefined,
  installations: 0,
}));

/**
 * Reports uncaught exceptions, unhandled rejections and workers lost without a word, until it is uninstalled. The
 * process then ends with exit code 1, as without the hook, after spans were flushed; if the program has listeners for
 * `uncaughtException` of its own, it goes on.
 *
 * Installing again is harmless: there is one hook, with the options of the first installation, until every
 * installation was undone. In a worker thread nothing is hooked, as errors leave it for the thread that started it.
 * Throws a `CrashHookError` with code `INVALID_OPTION`.
 */
export function installCrashHook(options: CrashHookOptions): CrashHook {
  checkOptions(options);
  const hook = (state.hook ??= new ProcessHook(withAbsoluteDirectory(options)));
  if (state.installations === 0 && isMainThread) hook.start();
  state.installations += 1;
  let installed = true;
  return {
    report: (error) => hook.report(error),
    uninstall: () => {
      if (!installed) return;
      installed = false;
      state.installations -= 1;
      if (state.installations > 0) return;
      hook.stop();
      state.hook = undefined;
    },
  };
}

// The program may go to another directory.
function withAbsoluteDirectory(options: CrashHookOptions): CrashHookOptions {
  const { reportDir } = options;
  if (reportDir === undefined) return options;
  try {
    return { ...options, reportDir: resolve(reportDir) };
  } catch {
    return options; // The current directory is gone: nothing can be saved below it.
  }
}
