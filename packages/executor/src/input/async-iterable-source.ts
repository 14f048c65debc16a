import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { atNextTurn } from '../at-next-turn.js';
import { warnOfClosing } from './source.js';
import type { InContext, Source } from './source.js';

/** Reads an async iterable ahead of the workers: as many items as they took the last time, and as many again. */
export class AsyncIterableSource implements Source {
  readonly remaining = undefined;
  readonly #input: AsyncIterable<unknown>;
  readonly #iterator: AsyncIterator<unknown>;
  readonly #inContext: InContext;
  #waiting: unknown[] = [];
  #wanted = 1;
  #isReading = false;
  #isDone = false;
  #isClosed = false;
  #failure: { readonly error: unknown } | undefined;
  #isAnnounced = false;
  #onArrival: () => void = () => undefined;

  constructor(input: AsyncIterable<unknown>, inContext: InContext) {
    this.#input = input;
    this.#iterator = inContext(() => iteratorOf(input));
    this.#inContext = inContext;
    this.#readOn();
  }

  get isReady(): boolean {
    return this.#waiting.length > 0 || this.#failure !== undefined;
  }

  get isEnded(): boolean {
    return (this.#isDone || this.#isClosed) && !this.isReady;
  }

  listen(onArrival: () => void): void {
    this.#onArrival = onArrival;
  }

  take(max: number): unknown[] {
    if (this.#failure && this.#waiting.length === 0) {
      const { error } = this.#failure;
      this.#failure = undefined;
      throw error;
    }
    const items = this.#waiting.splice(0, max);
    this.#wanted = max * 2;
    this.#readOn();
    return items;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#waiting = [];
    this.#failure = undefined;
    if (this.#isDone) return;
    // Nobody waits for it: an input that is in the middle of something closes when it gets there.
    this.#inContext(() => void this.#return());
  }

  #readOn(): void {
    if (!this.#isReading && !this.#isDone && !this.#isClosed) this.#inContext(() => void this.#read());
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    try {
      while (!this.#isClosed && this.#waiting.length < this.#wanted) {
        const step = await this.#iterator.next();
        if (this.#isClosed) return;
        if (step.done) {
          this.#isDone = true;
          break;
        }
        this.#waiting.push(step.value);
        this.#announce();
      }
    } catch (error) {
      this.#isDone = true;
      if (!this.#isClosed) this.#failure = { error };
    } finally {
      this.#isReading = false;
    }
    this.#announce();
  }

  // After what comes in the same turn of the event loop: items that come fast shall travel together.
  #announce(): void {
    if (this.#isAnnounced) return;
    this.#isAnnounced = true;
    atNextTurn(() => {
      this.#isAnnounced = false;
      if (!this.#isClosed) this.#onArrival();
    });
  }

  async #return(): Promise<void> {
    try {
      // A stream that has nothing to give would not hear of it through its iterator, which waits for the stream.
      if (this.#input instanceof Readable) this.#input.destroy();
      await this.#iterator.return?.();
    } catch (error) {
      warnOfClosing(error);
    }
  }
}

// A web stream that has nothing to give would not hear of its end through its own iterator, but does from a reader.
function iteratorOf(input: AsyncIterable<unknown>): AsyncIterator<unknown> {
  if (!(input instanceof ReadableStream)) return input[Symbol.asyncIterator]();
  const reader = input.getReader() as ReadableStreamDefaultReader;
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown>>,
    async return() {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}
