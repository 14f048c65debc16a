import { AsyncLocalStorage } from 'node:async_hooks';
import type { Chunk, Job } from '../scheduling/job.js';
import { Turns } from '../scheduling/turns.js';

// A worker knows nothing of its caller's AsyncLocalStorages; here, items begin in what was in force at load.
const outside = AsyncLocalStorage.snapshot();

/** Runs chunks one after the other, each job in its turn. */
export class Lane {
  readonly #turns = new Turns();
  readonly #run: (chunk: Chunk) => Promise<void>;
  readonly #onIdle: () => void;
  #isRunning = false;
  #isBusy = false;

  constructor(run: (chunk: Chunk) => Promise<void>, onIdle: () => void) {
    this.#run = run;
    this.#onIdle = onIdle;
  }

  /** Whether it is on a chunk. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  add(job: Job): void {
    this.#turns.add(job);
    if (this.#isRunning) return;
    this.#isRunning = true;
    outside(() => void this.#goOn());
  }

  remove(job: Job): void {
    this.#turns.remove(job);
  }

  async #goOn(): Promise<void> {
    for (let chunk = this.#turns.next(1); chunk !== undefined; chunk = this.#turns.next(1)) {
      this.#isBusy = true;
      const begun = performance.now();
      await this.#run(chunk);
      this.#isBusy = false;
      chunk.job.release(chunk.items.length, performance.now() - begun);
    }
    this.#isRunning = false;
    this.#onIdle();
  }
}
