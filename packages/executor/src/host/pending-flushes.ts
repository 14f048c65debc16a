import { MAX_DELAY_MS } from '../options.js';

/** What waits for a worker to have sent what its extensions hold. */
export class PendingFlushes {
  readonly #pending = new Map<number, () => void>();
  #count = 0;

  /** `done` resolves when the flush is ended, or after `timeout` ms. */
  begin(timeout: number): { readonly id: number; readonly done: Promise<void> } {
    const id = (this.#count += 1);
    const done = new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.end(id), Math.min(timeout, MAX_DELAY_MS));
      this.#pending.set(id, () => {
        clearTimeout(timer);
        resolve();
      });
    });
    return { id, done };
  }

  end(id: number): void {
    this.#pending.get(id)?.();
    this.#pending.delete(id);
  }

  endAll(): void {
    for (const id of this.#pending.keys()) this.end(id);
  }
}
