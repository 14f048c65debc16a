import { closeSync, mkdtempSync, openSync, rmdirSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { RunHeader } from './run-header.js';
import { makeDirectory } from '../saved/make-directory.js';

/** What the directory of a run is called in front of its pid. */
export const RUN_PREFIX = 'threadspan-running-';
/** The file in it: a line of JSON that stays, and one that is written again and again. */
export const RUN_FILE = 'last-words.jsonl';
/** The most bytes of the line that is written again and again. */
export const MAX_STATE = 65_536;
/** The most bytes of the whole file. */
export const MAX_RUN_FILE = 4 * MAX_STATE;

const PAGE = 4_096;

/** Where a run keeps what it is doing, in a directory of its own: Node's diagnostic reports let anybody read them. */
export class RunFile {
  readonly directory: string;
  readonly #path: string;
  readonly #file: number;
  readonly #stateAt: number;
  readonly #buffer = Buffer.alloc(MAX_STATE);

  /** Throws where nothing can be written. */
  constructor(parent: string, header: RunHeader) {
    makeDirectory(parent);
    this.directory = mkdtempSync(join(parent, `${RUN_PREFIX}${header.pid}-`)); // mode 0700
    this.#path = join(this.directory, RUN_FILE);
    this.#file = openSync(this.#path, 'wx', 0o600);
    // A page is written wholly or not at all, also where the process is killed in the midst.
    const line = Buffer.from(JSON.stringify(header));
    this.#stateAt = Math.ceil((line.length + 1) / PAGE) * PAGE;
    const padded = Buffer.alloc(this.#stateAt, ' ');
    line.copy(padded);
    padded[this.#stateAt - 1] = 0x0a;
    writeSync(this.#file, padded, 0, padded.length, 0);
  }

  /** Replaces the state. What is left behind it of a longer one is not read. */
  write(state: string): void {
    const length = this.#buffer.write(state, 0, MAX_STATE - 1);
    this.#buffer[length] = 0x0a;
    writeSync(this.#file, this.#buffer, 0, length + 1, this.#stateAt);
  }

  /** Removes file and directory; a diagnostic report that the program itself has had written there stays. */
  remove(): void {
    closeSync(this.#file);
    unlinkSync(this.#path);
    rmdirSync(this.directory);
  }
}
