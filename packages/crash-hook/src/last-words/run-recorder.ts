import { observeScopes, reportFailure } from '@threadspan/context/ports';
import type { Scope } from '@threadspan/context/ports';
import type { RunFile } from './run-file.js';
import { contextText, stateText, workersText } from './state-text.js';

const INTERVAL_MS = 250;
const SIGN_OF_LIFE_MS = 5_000;
const MAX_OPEN = 256;

// How much of the time may be spent on writing, and how much of it can be saved up: enough for all that is entered
// one inside the other before the work begins.
const SHARE = 0.02;
const MAX_CREDIT_MS = 5;
const MAX_DEBT_MS = 100;

/** Keeps what the main thread is in and what the workers do in a file, from now on until it is stopped. */
export class RunRecorder {
  readonly #file: RunFile;
  readonly #timer: NodeJS.Timeout;
  readonly #stopObserving: () => void;
  // Scopes that are open, the last one to be entered at the end; of those that never end, the oldest are forgotten.
  readonly #open: Scope[] = [];
  #outside: Scope | undefined;
  #workers = '[]';
  #workersAt = -Infinity;
  #written = '';
  #writtenAt = -Infinity;
  #creditMs = MAX_CREDIT_MS;
  #creditedAt = performance.now();
  #lastCostMs = 0;

  constructor(file: RunFile) {
    this.#file = file;
    this.#stopObserving = observeScopes((scope, left) => this.#note(scope, left));
    this.#timer = setInterval(() => this.#tick(), INTERVAL_MS).unref();
    this.#write(performance.now());
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#stopObserving();
  }

  #note(scope: Scope, left: Scope | undefined): void {
    if (left === undefined) this.#enter(scope);
    else this.#leave(left, scope);
  }

  #enter(scope: Scope): void {
    if (this.#open.push(scope) > MAX_OPEN) this.#open.shift();
    const now = performance.now();
    if (this.#hasCredit(now)) this.#write(now);
  }

  // What has ended matters less than what begins next: that must not find the credit used up.
  #leave(left: Scope, outside: Scope): void {
    this.#outside = outside;
    if (this.#open.at(-1) === left) this.#open.pop();
    else this.#forget(left);
    if (this.#creditMs > MAX_CREDIT_MS / 2) this.#write(performance.now());
  }

  #forget(left: Scope): void {
    const position = this.#open.lastIndexOf(left);
    if (position !== -1) this.#open.splice(position, 1);
  }

  #tick(): void {
    const now = performance.now();
    this.#workersAt = -Infinity;
    if (this.#hasCredit(now)) this.#write(now, now - this.#writtenAt < SIGN_OF_LIFE_MS);
  }

  #hasCredit(now: number): boolean {
    this.#creditMs = Math.min(this.#creditMs + SHARE * (now - this.#creditedAt), MAX_CREDIT_MS);
    this.#creditedAt = now;
    return this.#creditMs > 0;
  }

  // A slow disk is slow each time; the system may also have given the processor to somebody else, once.
  #charge(costMs: number): void {
    this.#creditMs = Math.max(this.#creditMs - Math.min(costMs, 2 * this.#lastCostMs), -MAX_DEBT_MS);
    this.#lastCostMs = costMs;
  }

  #write(now: number, onlyWhenChanged = false): void {
    try {
      if (now - this.#workersAt >= INTERVAL_MS) {
        this.#workers = workersText();
        this.#workersAt = now;
      }
      const state = stateText(contextText(this.#open.at(-1) ?? this.#outside), this.#workers);
      if (onlyWhenChanged && state === this.#written) return;
      this.#file.write(`{"time":${Date.now()},${state}}`);
      this.#written = state;
      this.#writtenAt = now;
      this.#charge(performance.now() - now);
    } catch (error) {
      // Where the stack ends, it is the program's own recursion that fails.
      if ((error as NodeJS.ErrnoException).syscall === undefined) return;
      this.stop(); // it would fail at each scope
      reportFailure('what this run does can no longer be kept for the next one', error);
    }
  }
}
