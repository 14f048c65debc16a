enum Word {
  Length,
  /** Where the spans of the present item begin. */
  Item,
  Count,
}

const HEADER_BYTES = Word.Count * Int32Array.BYTES_PER_ELEMENT;
const BYTES = 256 * 1024;
const NEWLINE = 0x0a;

const encoder = new TextEncoder();

/**
 * Shared memory in which a worker keeps the spans that it has not sent yet, a line of text each, so that they can be
 * read when the worker can't speak any more. One thread writes and takes; another one reads when the first is gone.
 */
export class SpanJournal {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(buffer = new SharedArrayBuffer(HEADER_BYTES + BYTES)) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer, 0, Word.Count);
    this.#bytes = new Uint8Array(buffer, HEADER_BYTES);
  }

  /** False when there is no room for it; then nothing of it is kept. */
  append(line: string): boolean {
    const start = Atomics.load(this.#words, Word.Length);
    const { read, written } = encoder.encodeInto(line, this.#bytes.subarray(start));
    const end = start + written;
    if (read < line.length || end === this.#bytes.length) return false;
    this.#bytes[end] = NEWLINE;
    // Last of all: the writer can be ended between any two of its steps.
    Atomics.store(this.#words, Word.Length, end + 1);
    return true;
  }

  /** What is appended from now on belongs to the next item. */
  endItem(): void {
    Atomics.store(this.#words, Word.Item, Atomics.load(this.#words, Word.Length));
  }

  /** All that has been appended since it was last taken. */
  take(): Uint8Array {
    const bytes = this.read('all');
    Atomics.store(this.#words, Word.Length, 0);
    Atomics.store(this.#words, Word.Item, 0);
    return bytes;
  }

  /** A copy of the lines of the present item, or of the finished ones too. */
  read(which: 'present item' | 'all'): Uint8Array {
    const start = which === 'all' ? 0 : Atomics.load(this.#words, Word.Item);
    return this.#bytes.slice(start, Atomics.load(this.#words, Word.Length));
  }
}

/** For a line that no journal has room for. */
export function toBytes(line: string): Uint8Array {
  return encoder.encode(`${line}\n`);
}

export function linesOf({ buffer, byteOffset, byteLength }: Uint8Array): string[] {
  return Buffer.from(buffer, byteOffset, byteLength).toString().split('\n').slice(0, -1);
}
