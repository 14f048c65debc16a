/** The most items that a chunk can have. */
export const MAX_CHUNK_ITEMS = 0xfffe;

/** How many chunks a worker can have been given at a time. */
export const MAX_ASSIGNMENTS = 64;

const POSTED = MAX_ASSIGNMENTS;
const WORDS = POSTED + 1;

const NEXT_MASK = 0xffff;
const END_SHIFT = 16;

/**
 * Shared memory that says whose the items of a worker's chunks are. The worker takes them one by one, and until it
 * has, the main thread can take them back: from a worker that is stuck, to give them to an idle one, or for good.
 *
 * A word for each chunk: the offset of its next item, and above that the offset of its end. Behind them, how many
 * messages the main thread has posted.
 */
export class Claims {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array;

  constructor(buffer = new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer);
  }

  /** Main: the chunk of message `run` has `items` items, and is about to be sent. */
  offer(run: number, items: number): void {
    Atomics.store(this.#words, placeOf(run), items << END_SHIFT);
  }

  /** Main: a message has been posted. */
  posted(): void {
    Atomics.add(this.#words, POSTED, 1);
  }

  /** Worker: how many messages have been posted, which begins again some day. */
  get posts(): number {
    return Atomics.load(this.#words, POSTED);
  }

  /** Worker: takes the next item. Returns its offset; `undefined` when none is left, after which it asks no more. */
  take(run: number): number | undefined {
    const word = Atomics.add(this.#words, placeOf(run), 1);
    const next = word & NEXT_MASK;
    return next < word >>> END_SHIFT ? next : undefined;
  }

  /** Worker: whether nothing is left of a chunk that it has not begun with. */
  isEmpty(run: number): boolean {
    return Atomics.load(this.#words, placeOf(run)) >>> END_SHIFT === 0;
  }

  /** Main: the offset of the item that the worker would take next, however far the chunk goes. */
  next(run: number): number {
    return Atomics.load(this.#words, placeOf(run)) & NEXT_MASK;
  }

  /** Main: takes back what lies behind `from` and is not taken yet. Returns where the worker's part ends now. */
  takeBack(run: number, from: number): number {
    const place = placeOf(run);
    for (;;) {
      const word = Atomics.load(this.#words, place);
      const next = word & NEXT_MASK;
      const end = word >>> END_SHIFT;
      const newEnd = Math.max(from, next);
      if (newEnd >= end) return end;
      const cut = (newEnd << END_SHIFT) | next;
      if (Atomics.compareExchange(this.#words, place, word, cut) === word) return newEnd;
    }
  }
}

function placeOf(run: number): number {
  return run % MAX_ASSIGNMENTS;
}
