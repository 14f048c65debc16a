import { Readable } from 'node:stream';
import { diag } from '@opentelemetry/api';

/** Where the items of a job come from. */
export interface Source {
  /** How many items are left; `undefined` where the input does not tell. */
  readonly remaining: number | undefined;
  /** Whether `take` has something to give, or to throw, at once. */
  readonly isReady: boolean;
  /** Nothing will come any more. */
  readonly isEnded: boolean;
  /**
   * At most `max` of the next items, at least one unless the input ends here or has to be waited for.
   * @throws what the input throws
   */
  take(max: number): unknown[];
  /** Nobody wants the rest. What the input throws at that goes to `diag`. */
  close(): void;
}

/** What a chain is started over. */
export type ChainInput =
  | { readonly kind: 'sync'; readonly items: Iterable<unknown> }
  | { readonly kind: 'async'; readonly items: AsyncIterable<unknown> };

/** The number of items, where the input tells it. */
export function sizeOf({ items }: ChainInput): number | undefined {
  if (Array.isArray(items)) return items.length;
  return items instanceof Set || items instanceof Map ? items.size : undefined;
}

/** @param onArrival called when items have come that had to be waited for */
export function openSource(input: ChainInput, onArrival: () => void, inContext: InContext): Source {
  return input.kind === 'sync'
    ? new IterableSource(input.items, sizeOf(input), inContext)
    : new AsyncIterableSource(input.items, onArrival, inContext);
}

/** Runs the user's code in the context that the job was started in, whoever's message makes it run. */
export type InContext = <R>(fn: () => R) => R;

/** Reads an iterable when a worker has room for what comes next. */
export class IterableSource implements Source {
  readonly #iterator: Iterator<unknown>;
  readonly #inContext: InContext;
  #remaining: number | undefined;
  #isEnded: boolean;
  #isReading = false;
  #isClosed = false;

  /** @param total number of items, where it is known */
  constructor(input: Iterable<unknown>, total: number | undefined, inContext: InContext = (fn) => fn()) {
    this.#iterator = input[Symbol.iterator]();
    this.#inContext = inContext;
    this.#remaining = total;
    this.#isEnded = total === 0;
  }

  get remaining(): number | undefined {
    return this.#isEnded ? 0 : this.#remaining;
  }

  get isReady(): boolean {
    return !this.#isEnded;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  take(max: number): unknown[] {
    // An input that calls back into the executor while it is read has nothing more to give for now.
    if (this.#isEnded || this.#isReading) return [];
    this.#isReading = true;
    try {
      return this.#inContext(() => this.#read(max));
    } catch (error) {
      this.#isEnded = true; // an iterator that threw is not to be closed
      throw error;
    } finally {
      this.#isReading = false;
      if (this.#isClosed) this.#return(); // what was read may have ended the job, by aborting it for one
    }
  }

  close(): void {
    this.#isClosed = true;
    if (!this.#isReading) this.#return();
  }

  #read(max: number): unknown[] {
    const items: unknown[] = [];
    while (items.length < max && !this.#isClosed) {
      const step = this.#iterator.next();
      if (step.done) {
        this.#isEnded = true;
        break;
      }
      items.push(step.value);
    }
    if (this.#remaining !== undefined && (this.#remaining -= items.length) <= 0) this.#isEnded = true;
    return items;
  }

  #return(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    try {
      this.#inContext(() => this.#iterator.return?.());
    } catch (error) {
      warnOfClosing(error);
    }
  }
}

/** Reads an async iterable ahead of the workers: as many items as they took the last time, and as many again. */
export class AsyncIterableSource implements Source {
  readonly remaining = undefined;
  readonly #input: AsyncIterable<unknown>;
  readonly #iterator: AsyncIterator<unknown>;
  readonly #inContext: InContext;
  readonly #onArrival: () => void;
  #waiting: unknown[] = [];
  #wanted = 1;
  #isReading = false;
  #isDone = false;
  #isClosed = false;
  #failure: { readonly error: unknown } | undefined;
  #isAnnounced = false;

  /** @param onArrival called after items have come, or the end; soon, and once for many of them */
  constructor(input: AsyncIterable<unknown>, onArrival: () => void, inContext: InContext) {
    this.#input = input;
    this.#iterator = inContext(() => input[Symbol.asyncIterator]());
    this.#inContext = inContext;
    this.#onArrival = onArrival;
    this.#readOn();
  }

  get isReady(): boolean {
    return this.#waiting.length > 0 || this.#failure !== undefined;
  }

  get isEnded(): boolean {
    return this.#isDone && !this.isReady;
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
    if (this.#isDone || this.#isClosed) return;
    this.#isClosed = true;
    this.#waiting = [];
    // Nobody waits for it: an input that is in the middle of something closes when it gets there.
    this.#inContext(() => void this.#return());
  }

  #readOn(): void {
    if (!this.#isReading && !this.#isDone) this.#inContext(() => void this.#read());
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
    setImmediate(() => {
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

// The input is the user's; that it can't be closed is no outcome of the job.
function warnOfClosing(error: unknown): void {
  diag.warn('threadspan: the input of a chain threw when it was closed', error);
}
