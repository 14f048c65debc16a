import { MAX_CHUNK_ITEMS } from '../claims.js';

// A chunk should last long enough to make its message cheap, and no longer, so that work stays evenly spread.
const CHUNK_MS = 25;
const MAX_SIZE = 1_024;
const MAX_GROWTH = 4;
// Nor should it take the main thread long to clone: the workers wait for it meanwhile.
const CLONING_MS = 1;
const WEIGHT_OF_LATEST = 0.3;

/** How long chunks should last, in ms. */
export interface ChunkTimes {
  readonly wanted: number;
  /** Towards the end, too, where they get smaller; single items apart that take longer. */
  readonly least: number;
}

const TIMES: ChunkTimes = { wanted: CHUNK_MS, least: 0 };

/** How long one item of some method takes, as far as it is known. */
export class ItemTime {
  #ms: number | undefined;

  /** `undefined` before the first has ended. */
  get ms(): number | undefined {
    return this.#ms;
  }

  learn(ms: number): void {
    this.#ms = this.#ms === undefined ? ms : this.#ms + (ms - this.#ms) * WEIGHT_OF_LATEST;
  }
}

/**
 * Chooses how many items travel together, from how long items have taken so far. Where nothing is known of them, it
 * starts with single ones.
 */
export class ChunkSize {
  readonly #fixed: number | undefined;
  readonly #itemTime: ItemTime;
  readonly #times: ChunkTimes;
  #size: number;
  // As many as can be cloned in time.
  #max = MAX_SIZE;

  /**
   * @param itemTime what is known from other jobs, and learns from this one
   */
  constructor(fixed?: number, itemTime = new ItemTime(), times = TIMES) {
    this.#fixed = fixed === undefined ? undefined : Math.min(fixed, MAX_CHUNK_ITEMS);
    this.#itemTime = itemTime;
    this.#times = times;
    this.#size = itemTime.ms === undefined ? 1 : this.#sizeFor(itemTime.ms);
  }

  /** How many ms so many items are likely to take; Infinity when nobody knows. */
  expect(items: number): number {
    const { ms } = this.#itemTime;
    return ms === undefined ? Infinity : items * ms;
  }

  /** The next chunk's size, when `remaining` items (if known) are left for `workers` threads. */
  next(remaining: number | undefined, workers: number): number {
    if (this.#fixed !== undefined) return this.#fixed;
    const size = Math.min(this.#size, this.#max);
    if (remaining === undefined) return size;
    // Smaller towards the end, so that no thread is left with a long chunk while the others are done.
    return Math.max(this.#least, Math.min(size, Math.ceil(remaining / (workers * 2))));
  }

  /** It took `ms` to clone a chunk of `items`. */
  learnCloning(items: number, ms: number): void {
    this.#max = Math.max(1, Math.min(MAX_SIZE, Math.round((items * CLONING_MS) / ms)));
  }

  /** A chunk of `items` took `ms`. */
  learn(items: number, ms: number): void {
    const perItem = ms / items;
    this.#itemTime.learn(perItem);
    this.#size = Math.min(this.#sizeFor(perItem), this.#size * MAX_GROWTH);
  }

  // What is left may be less.
  get #least(): number {
    const { ms } = this.#itemTime;
    return ms === undefined || this.#times.least === 0
      ? 1
      : Math.min(this.#size, this.#sizeFor(ms, this.#times.least));
  }

  #sizeFor(msPerItem: number, ms = this.#times.wanted): number {
    const wanted = msPerItem <= 0 ? MAX_SIZE : Math.round(ms / msPerItem);
    return Math.max(1, Math.min(wanted, MAX_SIZE));
  }
}
