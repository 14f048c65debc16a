import { warnOfClosing } from './source.js';
import type { InContext, Source } from './source.js';

/** Reads an iterable when a worker has room for what comes next. */
export class IterableSource implements Source {
  readonly #iterator: Iterator<unknown>;
  readonly #inContext: InContext;
  #remaining: number | undefined;
  #ahead: { readonly value: unknown } | undefined;
  #isEnded = false;
  #isReading = false;
  #isClosed = false;

  /** @param total number of items, as the input tells it; what it gives may be more or less */
  constructor(input: Iterable<unknown>, total: number | undefined, inContext: InContext = (fn) => fn()) {
    this.#iterator = inContext(() => input[Symbol.iterator]());
    this.#inContext = inContext;
    this.#remaining = total;
    if (total === 0) inContext(() => this.#lookAhead());
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
    const items: unknown[] = this.#ahead ? [this.#ahead.value] : [];
    this.#ahead = undefined;
    while (items.length < max && !this.#isClosed) {
      const step = this.#iterator.next();
      if (step.done) {
        this.#isEnded = true;
        break;
      }
      items.push(step.value);
    }
    if (this.#remaining !== undefined && (this.#remaining -= items.length) <= 0) this.#lookAhead();
    return items;
  }

  // An end that is noticed now need not be waited for.
  #lookAhead(): void {
    this.#remaining = undefined;
    if (this.#isEnded || this.#isClosed) return;
    const step = this.#iterator.next();
    if (step.done) this.#isEnded = true;
    else this.#ahead = { value: step.value };
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
