import type { FlightNote, TaskPosition } from './protocol.js';

const SLOT_BYTES = 16 * 1024;

enum Word {
  Sequence,
  Chunk,
  /** Offset of the present item, plus 1; 0 when there is none. */
  Offset,
  Cancelled,
  Length,
  OpenFiles,
  /** What the thread has counted as progress: ever, when its present item began, and as far as results were sent. */
  CountedProcessed,
  CountedFailed,
  BegunProcessed,
  BegunFailed,
  SentProcessed,
  SentFailed,
  Count,
}

const NONE = 0;
const HEADER_BYTES = Word.Count * Int32Array.BYTES_PER_ELEMENT + Float64Array.BYTES_PER_ELEMENT;
const MAX_READS = 10_000;
const NO_NOTE: FlightNote = { spanHierarchy: [] };

/**
 * Shared memory in which one worker notes what it is doing, so that it is known even of a worker that can say
 * nothing any more: after an exit, out of memory, in an endless loop.
 *
 * One writer, any number of readers. The note is guarded by a sequence counter: odd while it is being written,
 * so a reader never takes a torn one.
 */
export class FlightSlot {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array;
  /** Worker: where the thread keeps its tally of progress. */
  readonly tally: Int32Array;
  readonly #since: Float64Array;
  readonly #text: Buffer;

  constructor(buffer = new SharedArrayBuffer(SLOT_BYTES)) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer, 0, Word.Count);
    this.tally = this.#words.subarray(Word.CountedProcessed, Word.CountedFailed + 1);
    this.#since = new Float64Array(buffer, Word.Count * Int32Array.BYTES_PER_ELEMENT, 1);
    this.#text = Buffer.from(buffer, HEADER_BYTES);
  }

  /** Worker: an item begins. */
  begin({ chunk, offset }: TaskPosition): void {
    this.#since[0] = Date.now();
    this.#words.copyWithin(Word.BegunProcessed, Word.CountedProcessed, Word.CountedFailed + 1);
    Atomics.store(this.#words, Word.Chunk, chunk);
    Atomics.store(this.#words, Word.Offset, offset + 1);
  }

  /** Worker: no item is being worked on. */
  end(): void {
    Atomics.store(this.#words, Word.Offset, NONE);
  }

  /** Worker: the results of all finished items have been sent. */
  sent(): void {
    const from = this.position() === undefined ? Word.CountedProcessed : Word.BegunProcessed;
    this.#words.copyWithin(Word.SentProcessed, from, from + 2);
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
    const words = this.#words;
    Atomics.add(words, Word.Sequence, 1);
    this.#text.set(encoded);
    Atomics.store(words, Word.Length, encoded.length);
    Atomics.store(words, Word.OpenFiles, openFiles);
    Atomics.add(words, Word.Sequence, 1);
  }

  /** Main: asks the worker to stop `chunk` after its present item. */
  cancel(chunk: number): void {
    Atomics.store(this.#words, Word.Cancelled, chunk);
  }

  isCancelled(chunk: number): boolean {
    return Atomics.load(this.#words, Word.Cancelled) === chunk;
  }

  /** Main: which item the worker is on. */
  position(): TaskPosition | undefined {
    const offset = Atomics.load(this.#words, Word.Offset) - 1;
    return offset < 0 ? undefined : { chunk: Atomics.load(this.#words, Word.Chunk), offset };
  }

  /** When the present item began, in ms since the epoch. */
  since(): number {
    return this.#since[0] ?? 0;
  }

  /** Main: the latest whole note. */
  read(): { note: FlightNote; openFiles: number } {
    for (let attempt = 0; attempt < MAX_READS; attempt += 1) {
      const sequence = Atomics.load(this.#words, Word.Sequence);
      if (sequence % 2 !== 0) continue;
      const openFiles = Atomics.load(this.#words, Word.OpenFiles);
      const text = this.#text.toString('utf8', 0, Atomics.load(this.#words, Word.Length));
      if (Atomics.load(this.#words, Word.Sequence) === sequence) return { note: decode(text), openFiles };
    }
    return { note: NO_NOTE, openFiles: 0 }; // the worker died while writing
  }
}

/** The most bytes a note can have. */
export const MAX_NOTE_BYTES = SLOT_BYTES - HEADER_BYTES;

function decode(text: string): FlightNote {
  return text === '' ? NO_NOTE : (JSON.parse(text) as FlightNote);
}
