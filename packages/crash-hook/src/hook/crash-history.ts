import { errorLine } from '../render/error-line.js';
import type { CrashReport, EarlierCrash, EarlierCrashes } from '../report.js';

const MAX_LATEST = 5;
const MAX_ERROR = 200;
const MAX_FILE = 1_000;

/** Remembers what was reported in this run. Small, however much that is. */
export class CrashHistory {
  #count = 0;
  #latest: readonly EarlierCrash[] = [];

  /** For the next report; `undefined` for the first one. */
  get earlier(): EarlierCrashes | undefined {
    return this.#count === 0 ? undefined : { count: this.#count, latest: this.#latest };
  }

  get count(): number {
    return this.#count;
  }

  /** What is kept of it is redacted already. */
  add({ time, error, context: { currentFile } }: CrashReport): void {
    this.#count += 1;
    const crash: EarlierCrash = {
      time,
      error: errorLine(error).slice(0, MAX_ERROR),
      // Of a long path the end, which has the file name.
      ...(currentFile === undefined ? {} : { currentFile: currentFile.slice(-MAX_FILE) }),
    };
    this.#latest = [...this.#latest, crash].slice(-MAX_LATEST);
  }
}
