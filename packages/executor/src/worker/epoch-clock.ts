/**
 * Turns times of `performance.now()` into ms since the epoch. `timeOrigin` is wrong once the machine has slept, and
 * `Date.now()` has whole ms only, so that what begins now could seem to begin before something else has ended.
 */
export class EpochClock {
  #epoch = -Infinity;

  /** What has to be added to `now`, and to times not long after it. */
  offsetAt(now: number): number {
    const epoch = Date.now() - now;
    // What was found before is as good as this until it is off by more than rounding.
    if (Math.abs(epoch - this.#epoch) >= 1) this.#epoch = epoch;
    return this.#epoch;
  }
}
