import type { Worker } from 'node:worker_threads';
import { ANNOUNCEMENTS } from './announcements.js';
import type { Kill } from './faults.js';

/** Knows every worker of this process and terminates some of them from outside, as the fault wants it. */
export class Saboteur {
  readonly #workers = new Set<Worker>();
  readonly #channel = new BroadcastChannel(ANNOUNCEMENTS);
  readonly #watch: (worker: Worker) => void;
  #announced: number[] = [];
  started = 0;

  /** `onAnnounced` hears when `expected` faulty tasks have begun. */
  constructor(kill: Kill | undefined, expected: number, onAnnounced: () => void) {
    this.#watch = (worker) => {
      this.started += 1;
      this.#workers.add(worker);
      worker.once('exit', () => this.#workers.delete(worker));
      if (kill === 'starting' && this.started === 1) void worker.terminate();
    };
    process.on('worker', this.#watch);
    this.#channel.onmessage = ({ data }) => {
      this.#announced.push(data as number);
      if (this.#announced.length !== expected) return;
      if (kill === 'faulty' || kill === 'all') this.#terminate(this.#announced);
      onAnnounced();
    };
    (this.#channel as unknown as { unref(): void }).unref();
  }

  get alive(): number {
    return this.#workers.size;
  }

  killOne(): void {
    const [worker] = this.#workers;
    void worker?.terminate();
  }

  leave(): void {
    this.#channel.close();
    process.off('worker', this.#watch);
  }

  #terminate(threadIds: readonly number[]): void {
    for (const worker of [...this.#workers]) {
      if (threadIds.includes(worker.threadId)) void worker.terminate();
    }
  }
}
