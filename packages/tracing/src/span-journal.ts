const HEADER_BYTES = Int32Array.BYTES_PER_ELEMENT;
const BYTES = 64 * 1024;
const NEWLINE = 0x0a;

const encoder = new TextEncoder();

/**
 * Shared memory in which a worker keeps the spans that it has not sent yet, a line of text each, so that they can be
 * read when the worker can't speak any more. One thread writes; another one reads when the first is gone.
 */
export class SpanJournal {
  readonly buffer: SharedArrayBuffer;
  readonly #length: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(buffer = new SharedArrayBuffer(HEADER_BYTES + BYTES)) {
    this.buffer = buffer;
    this.#length = new Int32Array(buffer, 0, 1);
    this.#bytes = new Uint8Array(buffer, HEADER_BYTES);
  }

  /** False when there is no room for it; then nothing of it is kept. */
  append(line: string): boolean {
    const start = Atomics.load(this.#length, 0);
    const { read, written } = encoder.encodeInto(line, this.#bytes.subarray(start));
    const end = start + written;
    if (read < line.length || end === this.#bytes.length) return false;
    this.#bytes[end] = NEWLINE;
    // Last of all: the writer can be ended between any two of its steps.
    Atomics.store(this.#length, 0, end + 1);
    return true;
  }

  clear(): void {
    Atomics.store(this.#length, 0, 0);
  }

  read(): string[] {
    const bytes = this.#bytes.slice(0, Atomics.load(this.#length, 0));
    return Buffer.from(bytes.buffer).toString('utf8').split('\n').slice(0, -1);
  }
}
