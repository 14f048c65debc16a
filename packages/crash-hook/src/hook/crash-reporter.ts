import { collectCrashReport } from '../collect/collect.js';
import { createRedactor } from '../collect/redact.js';
import { isContinuousIntegration, keepReport, reportAsText } from './keep-report.js';
import type { CrashHookOptions, CrashReportOutcome } from './options.js';
import { renderCrashReport } from '../render/render-report.js';
import type { CrashReport } from '../report.js';
import { restoreTerminal, terminalOptions } from './terminal.js';
import { writeStderr } from './write-stderr.js';

/** Makes one report of each error: collected, saved, rendered, written, handed to `onReport`. */
export class CrashReporter {
  readonly #options: CrashHookOptions;
  readonly #outcomes = new WeakMap<object, CrashReportOutcome>();
  readonly #pending: PromiseLike<unknown>[] = [];
  #isNotifying = false;

  constructor(options: CrashHookOptions) {
    this.#options = options;
  }

  /** What `onReport` has not finished yet. */
  get pending(): readonly PromiseLike<unknown>[] {
    return this.#pending;
  }

  /** An error that was reported before is not reported again. */
  report(error: unknown): CrashReportOutcome {
    const key = isObject(error) ? error : undefined;
    const known = key && this.#outcomes.get(key);
    if (known) return known;
    const outcome = this.#create(error);
    if (key) this.#outcomes.set(key, outcome);
    writeStderr(`${restoreTerminal()}\n${outcome.text}`);
    this.#notify(outcome);
    return outcome;
  }

  collect(error: unknown): CrashReport {
    const { appName: name, version, redact } = this.#options;
    const app = { name, ...(version === undefined ? {} : { version }) };
    return collectCrashReport(error, { app, ...(redact ? { redact } : {}) });
  }

  #create(error: unknown): CrashReportOutcome {
    const { issueUrl } = this.#options;
    const report = this.collect(error);
    const { path, ...kept } = keepReport(report, this.#options);
    const text = renderCrashReport(report, {
      ...terminalOptions(process.env, process.stderr),
      ...kept,
      ...(issueUrl === undefined ? {} : { issueUrl }),
    });
    if (path !== undefined) return { report, text, path };
    return { report, text: isContinuousIntegration() ? `${text}\n${reportAsText(report)}` : text };
  }

  #notify(outcome: CrashReportOutcome): void {
    const failed = (error: unknown) =>
      writeStderr(`threadspan: onReport failed: ${createRedactor().text(messageOf(error))}\n`);
    if (this.#isNotifying) return; // onReport reports an error: it need not hear of that
    this.#isNotifying = true;
    try {
      const result = this.#options.onReport?.(outcome);
      if (result) this.#pending.push(Promise.resolve(result).catch(failed));
    } catch (error) {
      failed(error);
    } finally {
      this.#isNotifying = false;
    }
  }
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
