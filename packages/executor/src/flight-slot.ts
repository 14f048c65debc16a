import { HISTOGRAM_BYTES, Histogram } from './histogram.js';
import { HISTORY_BYTES, ItemHistory } from './item-history.js';
import type { FlightNote, TaskPosition } from './protocol.js';
import { readWhole } from './read-whole.js';

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

/** How many notes a slot has room for: the valid one, and such as can be made valid again without being written. */
export const NOTES = 8;

// There are two items and some notes: the worker writes where nobody reads, then says that this is the valid one. So
// whatever moment a worker dies at, what it noted before is whole.
enum Word {
  /** Which item and which note are valid, and above them how often that has changed. */
  State,
  /** Of each: the chunk, then the offset in it plus 1, or 0 when there is no item. */
  Items,
  /** Of each: bytes of text, then open files. */
  Notes = Items + 2 * 2,
  /** What the thread has counted as progress: ever, when its present item began, and as far as results were sent. */
  CountedProcessed = Notes + 2 * NOTES,
  CountedFailed,
  BegunProcessed,
  BegunFailed,
  SentProcessed,
  SentFailed,
  Count,
}

const ITEM_BIT = 1;
const NOTE_SHIFT = 1;
const NOTE_BITS = (NOTES - 1) << NOTE_SHIFT;
const CHANGE = NOTES << NOTE_SHIFT;

const NONE = 0;
const SINCE_AT = Math.ceil(Word.Count / 2) * Float64Array.BYTES_PER_ELEMENT;
const RUN_TIMES_AT = SINCE_AT + 2 * Float64Array.BYTES_PER_ELEMENT;
const TEXTS_AT = RUN_TIMES_AT + HISTOGRAM_BYTES;
const HISTORY_AT = TEXTS_AT + NOTES * MAX_NOTE_BYTES;
const SLOT_BYTES = HISTORY_AT + HISTORY_BYTES;

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
  /** The latest of them. */
  readonly history: ItemHistory;
  readonly #words: Int32Array;
  readonly #since: Float64Array;
  readonly #texts: readonly Buffer[];
  // Only the worker's own; others look it up.
  #state = 0;

  constructor(buffer = new SharedArrayBuffer(SLOT_BYTES)) {
    this.buffer = buffer;
    this.runTimes = new Histogram(buffer, RUN_TIMES_AT);
    this.history = new ItemHistory(buffer, HISTORY_AT);
    this.#words = new Int32Array(buffer, 0, Word.Count);
    this.tally = this.#words.subarray(Word.CountedProcessed, Word.CountedFailed + 1);
    this.#since = new Float64Array(buffer, SINCE_AT, 2);
    this.#texts = Array.from({ length: NOTES }, (_, note) =>
      Buffer.from(buffer, TEXTS_AT + note * MAX_NOTE_BYTES, MAX_NOTE_BYTES),
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

  /** Worker: writes `note`, which must not be the valid one: the text of a scope, and how many files are open there. */
  writeNote(note: number, text: string, openFiles: number): void {
    const at = noteAt(note);
    this.#words[at] = this.#texts[note]!.write(text);
    this.#words[at + 1] = openFiles;
  }

  /** Worker: makes `note` the valid one. */
  validateNote(note: number): void {
    this.#publish((this.#state & ~NOTE_BITS) | (note << NOTE_SHIFT));
  }

  /** Which item the worker is on. */
  position(): TaskPosition | undefined {
    const look = (state: number) => this.#itemAt(state);
    return readWhole(this.#words, Word.State, look, (item) => ({ position: item?.position }))?.position;
  }

  /** The latest item and note, as they stood together. */
  read(): FlightReading {
    const look = (state: number) => {
      const note = (state & NOTE_BITS) >> NOTE_SHIFT;
      const at = noteAt(note);
      const length = this.#words[at]!;
      scratch.set(this.#texts[note]!.subarray(0, length));
      return { length, openFiles: this.#words[at + 1]!, item: this.#itemAt(state) };
    };
    const take = ({ length, openFiles, item }: ReturnType<typeof look>): FlightReading | undefined => {
      const note = decode(scratch.toString('utf8', 0, length));
      return note && { note, openFiles, ...(item ? { item } : {}) };
    };
    const reading = readWhole(this.#words, Word.State, look, take);
    return reading ?? { note: NO_NOTE, openFiles: 0 };
  }

  #writeItem(chunk: number, place: number, since: number): void {
    const state = this.#state ^ ITEM_BIT;
    const item = state & ITEM_BIT;
    const at = itemAt(item);
    this.#words[at] = chunk;
    this.#words[at + 1] = place;
    this.#since[item] = since;
    this.#publish(state);
  }

  #itemAt(state: number): FlightReading['item'] {
    const item = state & ITEM_BIT;
    const at = itemAt(item);
    const offset = this.#words[at + 1]! - 1;
    if (offset < 0) return undefined;
    return { position: { chunk: this.#words[at]!, offset }, since: this.#since[item]! };
  }

  #publish(state: number): void {
    this.#state = (state + CHANGE) | 0;
    Atomics.exchange(this.#words, Word.State, this.#state);
  }
}

function itemAt(item: number): number {
  return Word.Items + 2 * item;
}

function noteAt(note: number): number {
  return Word.Notes + 2 * note;
}

function decode(text: string): FlightNote | undefined {
  try {
    return text === '' ? NO_NOTE : (JSON.parse(text) as FlightNote);
  } catch {
    return undefined;
  }
}
