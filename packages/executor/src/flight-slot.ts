import { HISTOGRAM_BYTES, Histogram } from './histogram.js';
import type { FlightNote, TaskPosition } from './protocol.js';

/** What a worker was doing at one moment. */
export interface FlightReading {
  /** The item it was on, and since when, in ms since the epoch; absent between items. */
  readonly item?: { readonly position: TaskPosition; readonly since: number };
  readonly note: FlightNote;
  /** How many files were open in the scope that the note tells of. */
  readonly openFiles: number;
}

/** The most bytes a note can have. */
export const MAX_NOTE_BYTES = 16 * 1024;

// Item and note are each kept twice: the worker writes to the copy that nobody reads, then says that it is the valid
// one. So whatever moment a worker dies at, what it noted before is whole.
enum Word {
  /** Which copies are valid, one bit each, and above them how often that has changed. */
  State,
  /** Per copy: the chunk, then the offset in it plus 1, or 0 when there is no item. */
  Items,
  /** Per copy: bytes of text, then open files. */
  Notes = Items + 4,
  /** What the thread has counted as progress: ever, when its present item began, and as far as results were sent. */
  CountedProcessed = Notes + 4,
  CountedFailed,
  BegunProcessed,
  BegunFailed,
  SentProcessed,
  SentFailed,
  Count,
}

const ITEM_BIT = 1;
const NOTE_BIT = 2;
const CHANGE = 4;

const NONE = 0;
const SINCE_AT = Math.ceil(Word.Count / 2) * Float64Array.BYTES_PER_ELEMENT;
const RUN_TIMES_AT = SINCE_AT + 2 * Float64Array.BYTES_PER_ELEMENT;
const TEXTS_AT = RUN_TIMES_AT + HISTOGRAM_BYTES;
const SLOT_BYTES = TEXTS_AT + 2 * MAX_NOTE_BYTES;

const MAX_READS = 1_000;
const NO_NOTE: FlightNote = { spanHierarchy: [] };
const scratch = Buffer.alloc(MAX_NOTE_BYTES);

/**
 * Shared memory in which one worker notes what it is doing, so that it is known even of a worker that can say
 * nothing any more: after an exit, out of memory, in an endless loop. One writer, any number of readers, none of
 * which ever takes a torn reading.
 */
export class FlightSlot {
  readonly buffer: SharedArrayBuffer;
  /** Worker: where the thread keeps its tally of progress. */
  readonly tally: Int32Array;
  /** How long the items took that ended in this worker. */
  readonly runTimes: Histogram;
  readonly #words: Int32Array;
  readonly #since: Float64Array;
  readonly #texts: readonly Uint8Array[];
  // Only the worker's own; others look it up.
  #state = 0;

  constructor(buffer = new SharedArrayBuffer(SLOT_BYTES)) {
    this.buffer = buffer;
    this.runTimes = new Histogram(buffer, RUN_TIMES_AT);
    this.#words = new Int32Array(buffer, 0, Word.Count);
    this.tally = this.#words.subarray(Word.CountedProcessed, Word.CountedFailed + 1);
    this.#since = new Float64Array(buffer, SINCE_AT, 2);
    this.#texts = [0, 1].map(
      (copy) => new Uint8Array(buffer, TEXTS_AT + copy * MAX_NOTE_BYTES, MAX_NOTE_BYTES),
    );
  }

  /** Worker: an item begins; `since` is in ms since the epoch. */
  begin({ chunk, offset }: TaskPosition, since: number): void {
    const words = this.#words;
    words[Word.BegunProcessed] = words[Word.CountedProcessed]!;
    words[Word.BegunFailed] = words[Word.CountedFailed]!;
    this.#writeItem(chunk, offset + 1, since);
  }

  /** Worker: the item has its outcome, after `ms`. */
  end(ms: number): void {
    this.runTimes.record(ms);
    this.#writeItem(NONE, NONE, NONE);
  }

  /** Worker: the results of all finished items have been sent. */
  sent(): void {
    const from = this.position() === undefined ? Word.CountedProcessed : Word.BegunProcessed;
    this.#words.copyWithin(Word.SentProcessed, from, from + 2);
  }

  /** Worker: a failure has been counted just now that is of a finished item, whatever item is present. */
  failedLate(): void {
    this.#words[Word.BegunFailed]! += 1;
  }

  /** Main: what a lost worker has counted for results that it never sent; with or without its present item. */
  unsent(withPresentItem: boolean): { processed: number; failed: number } {
    const words = this.#words;
    const upTo =
      withPresentItem || this.position() === undefined ? Word.CountedProcessed : Word.BegunProcessed;
    return {
      processed: words[upTo]! - words[Word.SentProcessed]!,
      failed: words[upTo + 1]! - words[Word.SentFailed]!,
    };
  }

  /** Worker: notes an encoded scope and how many files are open in it. */
  note(encoded: Uint8Array, openFiles: number): void {
    const copy = 1 - copyOf(this.#state, NOTE_BIT);
    const at = noteAt(copy);
    this.#texts[copy]!.set(encoded);
    this.#words[at] = encoded.length;
    this.#words[at + 1] = openFiles;
    this.#publish(NOTE_BIT);
  }

  /** Which item the worker is on. */
  position(): TaskPosition | undefined {
    const look = (state: number) => this.#itemAt(state);
    return this.#whole(look, (item) => ({ position: item?.position }))?.position;
  }

  /** The latest item and note, as they stood together. */
  read(): FlightReading {
    const look = (state: number) => {
      const at = noteAt(copyOf(state, NOTE_BIT));
      const length = this.#words[at]!;
      scratch.set(this.#texts[copyOf(state, NOTE_BIT)]!.subarray(0, length));
      return { length, openFiles: this.#words[at + 1]!, item: this.#itemAt(state) };
    };
    const reading = this.#whole(look, ({ length, openFiles, item }): FlightReading | undefined => {
      const note = decode(scratch.toString('utf8', 0, length));
      return note && { note, openFiles, ...(item ? { item } : {}) };
    });
    return reading ?? { note: NO_NOTE, openFiles: 0 };
  }

  #writeItem(chunk: number, place: number, since: number): void {
    const copy = 1 - copyOf(this.#state, ITEM_BIT);
    const at = itemAt(copy);
    this.#words[at] = chunk;
    this.#words[at + 1] = place;
    this.#since[copy] = since;
    this.#publish(ITEM_BIT);
  }

  #itemAt(state: number): FlightReading['item'] {
    const copy = copyOf(state, ITEM_BIT);
    const at = itemAt(copy);
    const offset = this.#words[at + 1]! - 1;
    if (offset < 0) return undefined;
    return { position: { chunk: this.#words[at]!, offset }, since: this.#since[copy]! };
  }

  #publish(bit: number): void {
    this.#state = ((this.#state + CHANGE) ^ bit) | 0;
    Atomics.exchange(this.#words, Word.State, this.#state);
  }

  /** What `take` makes of what was looked at while nothing changed. */
  #whole<S, T>(look: (state: number) => S, take: (seen: S) => T | undefined): T | undefined {
    for (let attempt = 0; attempt < MAX_READS; attempt += 1) {
      const state = Atomics.load(this.#words, Word.State);
      const seen = look(state);
      // No mere load: on ARM, the reads above could be done after it. They can't be done after a write; and as the
      // worker's next exchange reads what is written here, nothing that it writes after that has been seen above.
      if (Atomics.add(this.#words, Word.State, 0) !== state) continue;
      const taken = take(seen);
      if (taken !== undefined) return taken;
    }
    return undefined;
  }
}

function copyOf(state: number, bit: number): 0 | 1 {
  return (state & bit) === 0 ? 0 : 1;
}

function itemAt(copy: number): number {
  return Word.Items + 2 * copy;
}

function noteAt(copy: number): number {
  return Word.Notes + 2 * copy;
}

function decode(text: string): FlightNote | undefined {
  try {
    return text === '' ? NO_NOTE : (JSON.parse(text) as FlightNote);
  } catch {
    return undefined;
  }
}
