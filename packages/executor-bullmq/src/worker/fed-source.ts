import type { Source } from '@threadspan/executor/engine';

/** Items that come a chunk at a time, for as long as the driver has some. */
export class FedSource implements Source {
  readonly #chunks: (readonly unknown[])[] = [];
  #from = 0;
  #isClosed = false;
  #onArrival: () => void = () => undefined;

  get remaining(): number {
    return this.#chunks.reduce((sum, items) => sum + items.length, -this.#from);
  }

  get isReady(): boolean {
    return this.#chunks.length > 0;
  }

  get isEnded(): boolean {
    return this.#isClosed && !this.isReady;
  }

  listen(onArrival: () => void): void {
    this.#onArrival = onArrival;
  }

  push(items: readonly unknown[]): void {
    if (this.#isClosed || items.length === 0) return;
    this.#chunks.push(items);
    this.#onArrival();
  }

  /** Never of two chunks at once. */
  take(max: number): unknown[] {
    const [items = []] = this.#chunks;
    const taken = items.slice(this.#from, this.#from + max);
    this.#from += taken.length;
    if (this.#from >= items.length) {
      this.#chunks.shift();
      this.#from = 0;
    }
    return taken;
  }

  close(): void {
    this.#isClosed = true;
    this.#chunks.length = 0;
    this.#from = 0;
  }

  /** Nothing will come any more. */
  end(): void {
    this.#isClosed = true;
    this.#onArrival();
  }
}
