// As many may die in a row before there is a pause: of one accident, or of a few bad items side by side.
const FREE_LOSSES = 10;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;
// While another worker gets things done, nobody waits for one that does not start.
const LONGEST_START_PAUSE_MS = 1_000;
const MAX_LOSSES_IN_A_ROW = 50;
const MAX_START_FAILURES = 3;

/**
 * When lost workers are replaced: at once as a rule, after a growing pause when they die one after the other without
 * getting anything done, and not any more when that does not end.
 */
export class Respawn {
  readonly #freeLosses: number;
  readonly #maxLosses: number;
  readonly #onPauseEnd: () => void;
  #losses = 0;
  // What the workers were on that died since an item was last brought to its end.
  #struck = new WeakSet<object>();
  #startFailures = 0;
  #notBefore = 0;
  #pause: NodeJS.Timeout | undefined;

  constructor(
    { workers, retries }: { readonly workers: number; readonly retries: number },
    onPauseEnd: () => void,
  ) {
    this.#freeLosses = Math.max(FREE_LOSSES, workers);
    // An item that is tried again is one accident, however many workers it costs.
    this.#maxLosses = Math.max(MAX_LOSSES_IN_A_ROW, workers) * (retries + 1);
    this.#onPauseEnd = onPauseEnd;
  }

  /** A worker has become ready. */
  started(): void {
    this.#startFailures = 0;
  }

  /** A worker has brought an item to its end. */
  accomplished(): void {
    if (this.#losses === 0) return;
    this.#losses = 0;
    this.#struck = new WeakSet();
  }

  /**
   * A worker died before it was ready. Says whether that is often enough to give up.
   * @param isAlone whether there is no other that is ready
   */
  failedToStart(isAlone: boolean): boolean {
    this.#startFailures += 1;
    this.#rest(this.#startFailures, isAlone ? LONGEST_PAUSE_MS : LONGEST_START_PAUSE_MS);
    if (!isAlone || this.#startFailures < MAX_START_FAILURES) return false;
    this.#startFailures = 0;
    return true;
  }

  /** A worker died that had been ready, over work of `job` if it was at work. Says whether that is often enough to give up. */
  lost(job: object | undefined): boolean {
    this.#losses += 1;
    if (job) this.#struck.add(job);
    if (this.#losses > this.#freeLosses) this.#rest(this.#losses - this.#freeLosses, LONGEST_PAUSE_MS);
    if (this.#losses < this.#maxLosses) return false;
    this.#losses = 0;
    return true;
  }

  /** Whether a worker has died over work of `job` since an item was last brought to its end. */
  hasStruck(job: object): boolean {
    return this.#struck.has(job);
  }

  /** Whether a worker may be started now. If not, `onPauseEnd` is called when it may. */
  mayStart(): boolean {
    const left = this.#notBefore - performance.now();
    if (left <= 0) return true;
    this.#pause ??= setTimeout(() => {
      this.#pause = undefined;
      this.#onPauseEnd();
    }, left);
    return false;
  }

  stop(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
  }

  #rest(count: number, longest: number): void {
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(count, 10), longest);
    this.#notBefore = performance.now() + pause;
  }
}
