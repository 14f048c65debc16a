import { onSilentWorkerLoss } from '@threadspan/context/ports';
import { CrashReporter, messageOf } from './crash-reporter.js';
import { flushSpans, settleWithin } from './flush-spans.js';
import type { CrashHookOptions, CrashReportOutcome } from './options.js';
import { startLastWords } from '../last-words/last-words.js';
import { readProperty } from '../read-property.js';
import { NO_REPORT } from './no-report.js';
import { plainText } from './plain-text.js';
import { FRAMES_OF_A_REPORT, hasStackLeft } from './stack-left.js';
import { writeStderr } from './write-stderr.js';

const FLUSH_TIMEOUT = 2_000;
const UNCAUGHT = 1;
const MAX_REPORTING = 3;

/** The listeners of one process. */
export class ProcessHook {
  readonly #reporter: CrashReporter;
  readonly #flushTimeout: number;
  readonly #options: CrashHookOptions;
  #stopLastWords: (() => void) | undefined;
  #stopLossReports: (() => void) | undefined;
  #exiting = false;
  #reporting = 0;

  constructor(options: CrashHookOptions) {
    this.#options = options;
    this.#reporter = new CrashReporter(options);
    this.#flushTimeout = options.flushTimeout ?? FLUSH_TIMEOUT;
  }

  start(): void {
    // First in line: another listener may well end the process.
    process.prependListener('uncaughtException', this.#onUncaught);
    this.#stopLossReports = onSilentWorkerLoss(this.#onWorkerLoss);
    if (this.#options.lastWords) {
      this.#stopLastWords = startLastWords(this.#options, (report) => this.#reporter.publish(report));
    }
  }

  stop(): void {
    process.off('uncaughtException', this.#onUncaught);
    this.#stopLossReports?.();
    this.#stopLastWords?.();
  }

  /** Never throws: a hook that fails must not hide what it was called for. */
  report(error: unknown, isFatal = false): CrashReportOutcome {
    // Reports that are started by what a report reads, such as getters of the error, come to an end here.
    if (this.#reporting >= MAX_REPORTING) return NO_REPORT;
    // Half a report would be taken for the whole one; further out there is room to report the error again.
    if (!isFatal && !hasStackLeft(FRAMES_OF_A_REPORT)) return NO_REPORT;
    this.#reporting += 1;
    try {
      return this.#reporter.report(error, isFatal);
    } catch (failure) {
      return this.#reportPlainly(error, failure);
    } finally {
      this.#reporting -= 1;
    }
  }

  #reportPlainly(error: unknown, failure: unknown): CrashReportOutcome {
    try {
      const stack = readProperty(error, 'stack');
      const what = typeof stack === 'string' && stack !== '' ? stack : messageOf(error);
      const why = plainText(messageOf(failure));
      const text = `${plainText(what)}\nthreadspan: the crash report failed: ${why}\n`;
      writeStderr(text);
      return { report: this.#reporter.collect(error), text };
    } catch {
      return NO_REPORT; // such as where the stack is used up; further out there is room to report it again
    }
  }

  // Unhandled rejections come here too, unless --unhandled-rejections says that they are no crash.
  readonly #onUncaught = (error: unknown): void => {
    // With a listener of the program's own, Node lets the process go on; so do we.
    const others = process.listeners('uncaughtException').some((listener) => listener !== this.#onUncaught);
    this.report(error, !others);
    if (!others) this.#exit();
  };

  readonly #onWorkerLoss = (error: unknown): void => {
    this.report(error);
    process.exitCode ||= UNCAUGHT;
  };

  // Ends as Node would have, but for the time that spans and onReport need.
  #exit(): void {
    if (this.#exiting) return;
    this.#exiting = true;
    this.#stopLastWords?.(); // it has been told how this run ends
    process.exitCode = UNCAUGHT;
    const spans = flushSpans();
    const work = [...(spans ? [spans] : []), ...this.#reporter.pending];
    if (work.length === 0) exit();
    else void settleWithin(work, this.#flushTimeout).then(exit);
  }
}

function exit(): void {
  try {
    process.exit(UNCAUGHT);
  } catch {
    // A listener for `exit` has failed. Node lets that pass after a crash; the listeners are not called again.
    process.exit();
  }
}
