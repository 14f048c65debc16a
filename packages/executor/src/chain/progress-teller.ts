import type { ChainProgress, Failure, RunOptions } from './run-options.js';
import type { InContext } from '../input/source.js';

/** Tells the callbacks of a chain how far it is. */
export class ProgressTeller {
  readonly #options: RunOptions;
  readonly #inContext: InContext;
  readonly #total: number | undefined;
  #done = 0;
  #failed = 0;

  constructor(total: number | undefined, options: RunOptions, inContext: InContext) {
    this.#total = total;
    this.#options = options;
    this.#inContext = inContext;
  }

  /** More than one at a time only where nobody wants to hear of each. */
  succeeded(items = 1): void {
    this.#done += items;
    this.#tell();
  }

  failed(failure: Failure): void {
    const { onFailure } = this.#options;
    this.#done += 1;
    this.#failed += 1;
    if (onFailure) this.#inContext(() => onFailure(failure));
    this.#tell();
  }

  #tell(): void {
    const { onProgress } = this.#options;
    if (onProgress === undefined) return;
    const total = this.#total;
    const progress: ChainProgress = {
      done: this.#done,
      failed: this.#failed,
      ...(total === undefined ? {} : { total }),
    };
    this.#inContext(() => onProgress(progress));
  }
}
