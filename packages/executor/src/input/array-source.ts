import type { InContext, Source } from './source.js';

/**
 * Reads an array when a worker has room for what comes next: what is in it by then, as its iterator would. Made for
 * arrays that are nothing but that.
 */
export class ArraySource implements Source {
  readonly #items: readonly unknown[];
  readonly #inContext: InContext;
  #next = 0;
  #isClosed = false;

  constructor(items: readonly unknown[], inContext: InContext) {
    this.#items = items;
    this.#inContext = inContext;
  }

  static canRead(items: object): items is readonly unknown[] {
    return (
      Array.isArray(items) &&
      Object.getPrototypeOf(items) === Array.prototype &&
      items[Symbol.iterator] === Array.prototype[Symbol.iterator]
    );
  }

  get remaining(): number {
    return this.#isClosed ? 0 : Math.max(0, this.#items.length - this.#next);
  }

  get isReady(): boolean {
    return this.remaining > 0;
  }

  get isEnded(): boolean {
    return !this.isReady;
  }

  take(max: number): unknown[] {
    if (this.#isClosed) return [];
    const from = this.#next;
    this.#next = Math.min(from + max, this.#items.length);
    return this.#inContext(() => this.#items.slice(from, this.#next));
  }

  close(): void {
    this.#isClosed = true;
  }
}
