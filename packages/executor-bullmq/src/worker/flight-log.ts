import type { Job as QueueJob } from 'bullmq';
import { PROTOCOL_VERSION } from '../protocol.js';
import type { ChunkData, Flight } from '../protocol.js';
import type { ChunkOutbox } from './chunk-outbox.js';
import type { LocalRun } from './local-run.js';

// A process can have many threads, and each of them much to say.
const MAX_ITEMS = 32;

/** Notes in Redis which items the threads are on, so that it is known of a process that is gone. */
export class FlightLog {
  readonly #worker: string;
  readonly #jobs = new Map<ChunkOutbox, { readonly job: QueueJob<ChunkData>; latest: string }>();

  /** @param worker name of this one */
  constructor(worker: string) {
    this.#worker = worker;
  }

  /** Says that the worker is about to begin with the chunk; where it is one item, with which. */
  async announce(job: QueueJob<ChunkData>): Promise<void> {
    await job.updateProgress(this.#flight(job.data.suspect === 'item' ? [[0, { spanHierarchy: [] }]] : []));
  }

  begin(outbox: ChunkOutbox, job: QueueJob<ChunkData>): void {
    this.#jobs.set(outbox, { job, latest: '' });
  }

  end(outbox: ChunkOutbox): void {
    this.#jobs.delete(outbox);
  }

  /** Writes down what has changed since the last time. */
  async write(runs: readonly LocalRun[]): Promise<void> {
    const written: Promise<void>[] = [];
    const flights = new Map(runs.flatMap((run) => [...run.flights()]));
    for (const [outbox, entry] of this.#jobs) {
      const flight = this.#flight(flights.get(outbox) ?? []);
      const text = JSON.stringify(flight);
      if (entry.latest === text) continue;
      entry.latest = text;
      written.push(entry.job.updateProgress(flight));
    }
    await Promise.allSettled(written); // a chunk that has ended meanwhile has no progress
  }

  #flight(items: Flight['items']): Flight {
    return { version: PROTOCOL_VERSION, worker: this.#worker, items: items.slice(0, MAX_ITEMS) };
  }
}
