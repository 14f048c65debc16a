import { collectCrashReport } from '../collect/collect.js';
import { CrashHistory } from './crash-history.js';
import { isContinuousIntegration, keepReport, reportAsText } from './keep-report.js';
import type { KeptReport } from './keep-report.js';
import type { CrashHookOptions, CrashReportOutcome } from './options.js';
import { renderBriefReport } from '../render/brief-report.js';
import { renderCrashReport } from '../render/render-report.js';
import type { RenderOptions } from '../render/render-report.js';
import type { CrashReport } from '../report.js';
import { plainText } from './plain-text.js';
import { restoreTerminal, terminalOptions } from './terminal.js';
import { writeStderr } from './write-stderr.js';

const MAX_IN_FULL = 10;

/** Makes one report of each error: collected, saved, rendered, written, handed to `onReport`. */
export class CrashReporter {
  readonly #options: CrashHookOptions;
  readonly #history = new CrashHistory();
  readonly #outcomes = new WeakMap<object, CrashReportOutcome>();
  readonly #shortened = new WeakMap<CrashReportOutcome, KeptReport>();
  readonly #pending = new Set<PromiseLike<unknown>>();
  #isNotifying = false;

  constructor(options: CrashHookOptions) {
    this.#options = options;
  }

  /** What `onReport` has not finished yet. */
  get pending(): readonly PromiseLike<unknown>[] {
    return [...this.#pending];
  }

  /**
   * An error that was reported before is not reported again. After the tenth report they are shown in a few lines each,
   * but for the one that is fatal.
   */
  report(error: unknown, isFatal = false): CrashReportOutcome {
    const key = isObject(error) ? error : undefined;
    const known = key && this.#outcomes.get(key);
    if (known) return isFatal ? this.#showInFull(known) : known;
    const outcome = this.#create(error, isFatal);
    if (key) this.#outcomes.set(key, outcome);
    this.#tell(outcome);
    return outcome;
  }

  /** Saves, writes and hands on a report of which there is no error in this process. */
  publish(report: CrashReport): void {
    this.#tell(this.#inFull(report, keepReport(report, this.#options)));
  }

  collect(error: unknown): CrashReport {
    const { appName: name, version, redact } = this.#options;
    const app = { name, ...(version === undefined ? {} : { version }) };
    const report = collectCrashReport(error, { app, ...(redact ? { redact } : {}) });
    const { earlier } = this.#history;
    return earlier ? { ...report, earlierCrashes: earlier } : report;
  }

  #create(error: unknown, isFatal: boolean): CrashReportOutcome {
    const report = this.collect(error);
    const kept = keepReport(report, this.#options);
    const ordinal = this.#history.count + 1;
    const inFull = isFatal || ordinal <= MAX_IN_FULL;
    const outcome = inFull ? this.#inFull(report, kept) : this.#inBrief(report, kept, ordinal);
    this.#history.add(report);
    return outcome;
  }

  #inFull(report: CrashReport, kept: KeptReport): CrashReportOutcome {
    const text = renderCrashReport(report, this.#renderOptions(kept));
    const isLost = kept.path === undefined && isContinuousIntegration();
    return { report, text: isLost ? text + reportAsText(report) : text, ...pathOf(kept) };
  }

  #inBrief(report: CrashReport, kept: KeptReport, ordinal: number): CrashReportOutcome {
    const text = renderBriefReport(report, ordinal, this.#renderOptions(kept));
    const outcome = { report, text, ...pathOf(kept) };
    this.#shortened.set(outcome, kept);
    return outcome;
  }

  #showInFull(known: CrashReportOutcome): CrashReportOutcome {
    const kept = this.#shortened.get(known);
    if (!kept) return known;
    this.#shortened.delete(known);
    const outcome = this.#inFull(known.report, kept);
    write(outcome.text);
    return outcome;
  }

  #renderOptions({ savedPath, saveError }: KeptReport): RenderOptions {
    const { issueUrl } = this.#options;
    return {
      ...terminalOptions(process.env, process.stderr),
      ...(savedPath === undefined ? {} : { savedPath }),
      ...(saveError === undefined ? {} : { saveError }),
      ...(issueUrl === undefined ? {} : { issueUrl }),
    };
  }

  #tell(outcome: CrashReportOutcome): void {
    write(outcome.text);
    this.#notify(outcome);
  }

  #notify(outcome: CrashReportOutcome): void {
    const failed = (error: unknown) =>
      writeStderr(`threadspan: onReport failed: ${plainText(messageOf(error))}\n`);
    if (this.#isNotifying) return; // onReport reports an error: it need not hear of that
    this.#isNotifying = true;
    try {
      const result = this.#options.onReport?.(outcome);
      if (!result) return;
      const pending = Promise.resolve(result)
        .catch(failed)
        .finally(() => this.#pending.delete(pending));
      this.#pending.add(pending);
    } catch (error) {
      failed(error);
    } finally {
      this.#isNotifying = false;
    }
  }
}

// One write for all of it: other threads write to stderr too.
function write(text: string): void {
  writeStderr(`${restoreTerminal()}\n${text}`);
}

/** What can be said of anything that was thrown, when nothing else works. Never throws. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'an error that can not be shown';
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function pathOf({ path }: KeptReport): { path?: string } {
  return path === undefined ? {} : { path };
}
