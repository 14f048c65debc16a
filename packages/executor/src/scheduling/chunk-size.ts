// A chunk should last long enough to make its message cheap, and no longer, so that work stays evenly spread.
const TARGET_MS = 25;
const MAX_SIZE = 1_024;
const MAX_GROWTH = 4;

/** Chooses how many items travel together, from how long items have taken so far. Starts with single items. */
export class ChunkSize {
  readonly #fixed: number | undefined;
  #size = 1;

  constructor(fixed?: number) {
    this.#fixed = fixed;
  }

  /** The next chunk's size, when `remaining` items (if known) are left for `workers` threads. */
  next(remaining: number | undefined, workers: number): number {
    if (this.#fixed !== undefined) return this.#fixed;
    if (remaining === undefined) return this.#size;
    // Smaller towards the end, so that no thread is left with a long chunk while the others are done.
    return Math.max(1, Math.min(this.#size, Math.ceil(remaining / (workers * 2))));
  }

  /** A chunk of `items` took `ms`. */
  learn(items: number, ms: number): void {
    const wanted = ms <= 0 ? MAX_SIZE : (items * TARGET_MS) / ms;
    this.#size = Math.max(1, Math.min(Math.round(wanted), this.#size * MAX_GROWTH, MAX_SIZE));
  }
}
