interface Pending {
  readonly missing: Set<string>;
  readonly end: () => void;
}

/** Waits for the answers of all workers that are there. */
export class PendingFlushes {
  readonly #names: () => readonly string[];
  readonly #pending = new Map<number, Pending>();
  #latest = 0;

  constructor(names: () => readonly string[]) {
    this.#names = names;
  }

  begin(timeout: number): { readonly id: number; readonly done: Promise<void> } {
    const id = (this.#latest += 1);
    const done = new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#pending.delete(id);
        resolve();
      };
      const timer = setTimeout(end, timeout);
      this.#pending.set(id, { missing: new Set(this.#names()), end });
    });
    return { id, done };
  }

  answered(id: number, worker: string): void {
    const pending = this.#pending.get(id);
    if (pending?.missing.delete(worker) && pending.missing.size === 0) pending.end();
  }
}
