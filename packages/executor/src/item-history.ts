import type { AnalysisContext } from '@threadspan/context';
import { cutText } from '@threadspan/context/ports';
import type { Scope, TimelineEntry } from '@threadspan/context/ports';
import { readWhole } from './read-whole.js';

/** How many entries are kept. */
export const HISTORY_ENTRIES = 32;

// Items that take less are told of together where less lies between them. In ms, as all times here.
const SHORT = 1;
// What an entry says is brought up to date with each of so many items, and after that at such intervals only: an
// item can take less than a microsecond, and this must not be felt.
const FIRST = 4;
const INTERVAL = 0.2;

const MAX_NAME = 48;
const MAX_PATH = 160;
// JSON takes six bytes for a character at most; the rest is for the keys.
const TEXT_BYTES = 6 * (2 * MAX_NAME + MAX_PATH) + 64;

// The entries that will not change any more are in a ring. The last one, which may, is in one of two cells behind it.
const CELLS = HISTORY_ENTRIES + 2;
// How many entries have gone into the ring, and in the lowest bit, which cell has the last one.
const STATE = 0;
const LAST_BIT = 1;

enum Field {
  From,
  To,
  /** 0 in a cell that was never used. */
  ItemCount,
  /** Bytes of text. */
  Length,
  Count,
}

const FIELDS_AT = Float64Array.BYTES_PER_ELEMENT;
const TEXTS_AT = FIELDS_AT + CELLS * Field.Count * Float64Array.BYTES_PER_ELEMENT;

/** Bytes of memory that a history takes; they have to be aligned to 8. */
export const HISTORY_BYTES = TEXTS_AT + CELLS * TEXT_BYTES;

/**
 * The latest items that a worker has finished, in shared memory, so that it is known even of a worker that can say
 * nothing any more. One writer, any number of readers.
 */
export class ItemHistory {
  readonly #state: Int32Array;
  readonly #fields: Float64Array;
  readonly #texts: Buffer;
  // The rest is the worker's own. First of all the last entry, of which the memory may be behind.
  #from = 0;
  #to = -Infinity;
  #count = 0;
  #isShort = false;
  #scope: Scope | undefined;
  #isWritten = true;
  #writtenTo = 0;
  // How it is written, and the texts that stand in the cells.
  #described: Scope | undefined;
  #text = '{}';
  readonly #known = new Array<string>(CELLS).fill('');

  constructor(buffer: SharedArrayBuffer, byteOffset: number) {
    this.#state = new Int32Array(buffer, byteOffset, 1);
    this.#fields = new Float64Array(buffer, byteOffset + FIELDS_AT, CELLS * Field.Count);
    this.#texts = Buffer.from(buffer, byteOffset + TEXTS_AT, CELLS * TEXT_BYTES);
  }

  /** Worker: an item has ended, which was in `scope`; times are in ms since the epoch. */
  add(from: number, to: number, scope: Scope | undefined): void {
    const isShort = to - from < SHORT;
    if (isShort && this.#isShort && Math.abs(from - this.#to) < SHORT) this.#extend(to, scope);
    else this.#open(from, to, isShort, scope);
  }

  #extend(to: number, scope: Scope | undefined): void {
    this.#count += 1;
    this.#to = to;
    // Most often it is the same one, and a look is cheaper than to tell the garbage collector of another one.
    if (this.#scope !== scope) this.#scope = scope;
    this.#isWritten = false;
    if (this.#count <= FIRST || to - this.#writtenTo >= INTERVAL) this.update();
  }

  #open(from: number, to: number, isShort: boolean, scope: Scope | undefined): void {
    let state = this.#state[STATE]!;
    if (this.#count > 0) {
      this.#write((state >>> 1) % HISTORY_ENTRIES);
      state += 2;
    }
    this.#from = from;
    this.#to = to;
    this.#count = 1;
    this.#isShort = isShort;
    this.#scope = scope;
    this.#writeLast(state);
  }

  /** Worker: brings up to date what can be read of the last entry. */
  update(): void {
    if (!this.#isWritten) this.#writeLast(this.#state[STATE]!);
  }

  /** Oldest first. */
  read(): TimelineEntry[] {
    const look = (state: number) => this.#copy(state);
    return readWhole(this.#state, STATE, look, (seen) => seen.map(toEntry)) ?? [];
  }

  /** Where nobody reads: what is valid is in the other cell until then. */
  #writeLast(state: number): void {
    const next = state ^ LAST_BIT;
    this.#write(HISTORY_ENTRIES + (next & LAST_BIT));
    Atomics.exchange(this.#state, STATE, next);
    this.#isWritten = true;
    this.#writtenTo = this.#to;
  }

  #write(cell: number): void {
    const fields = this.#fields;
    const at = cell * Field.Count;
    fields[at + Field.From] = this.#from;
    fields[at + Field.To] = this.#to;
    fields[at + Field.ItemCount] = this.#count;
    if (this.#described !== this.#scope) {
      this.#text = encode(this.#scope);
      this.#described = this.#scope;
    }
    const text = this.#text;
    if (this.#known[cell] === text) return;
    this.#known[cell] = text;
    fields[at + Field.Length] = this.#texts.write(text, cell * TEXT_BYTES);
  }

  #copy(state: number): Copy[] {
    const copies: Copy[] = [];
    const closed = state >>> 1;
    // Not the oldest one: the next entry goes there, and may be half written.
    for (let place = 1; place < HISTORY_ENTRIES; place += 1) {
      this.#copyCell((closed + place) % HISTORY_ENTRIES, copies);
    }
    this.#copyCell(HISTORY_ENTRIES + (state & LAST_BIT), copies);
    return copies;
  }

  #copyCell(cell: number, copies: Copy[]): void {
    const at = cell * Field.Count;
    const [from = 0, to = 0, count = 0, length = 0] = this.#fields.subarray(at, at + Field.Count);
    if (count === 0) return;
    const textAt = cell * TEXT_BYTES;
    copies.push({ from, to, count, text: this.#texts.toString('utf8', textAt, textAt + length) });
  }
}

interface Copy {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly text: string;
}

function toEntry({ text, ...times }: Copy): TimelineEntry {
  return { ...times, ...(JSON.parse(text) as AnalysisContext) };
}

function encode(scope: Scope | undefined): string {
  return JSON.stringify({
    phase: cut(scope?.phase, MAX_NAME),
    currentFile: cut(scope?.currentFile, MAX_PATH),
    currentFunction: cut(scope?.currentFunction, MAX_NAME),
  });
}

// JavaScript takes anything for a phase, also what JSON has nothing for.
function cut(text: unknown, max: number): string | undefined {
  return typeof text === 'string' ? cutText(text, max) : undefined;
}
