import { diag } from '@opentelemetry/api';

/** Workers that were lost with chunks of this driver's: each may have had several. */
export class LostWorkers {
  readonly #names = new Set<string>();
  #someIsUnknown = false;

  /** How many there were at least: one that had said nothing yet may be one of those that are known. */
  get count(): number {
    return this.#names.size === 0 && this.#someIsUnknown ? 1 : this.#names.size;
  }

  /** @param name unless it was lost before it said anything */
  add(name: string | undefined): void {
    if (name === undefined) this.#someIsUnknown = true;
    else if (!this.#names.has(name)) {
      diag.warn(`threadspan: the worker ${name} was lost in the middle of its work`);
      this.#names.add(name);
    }
  }
}
