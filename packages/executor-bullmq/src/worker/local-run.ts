import { startJob } from '@threadspan/executor/engine';
import type { Job, JobSpec, ThreadPool } from '@threadspan/executor/engine';
import type { Flight } from '../protocol.js';
import type { ChunkOutbox } from './chunk-outbox.js';
import { FedSource } from './fed-source.js';

/** What a chunk is in the job that runs it here. */
interface Place {
  readonly first: number;
  readonly outbox: ChunkOutbox;
}

export type FlightItems = Flight['items'];

/** A job of a driver's, as far as this process runs it: all its chunks are one job on the threads. */
export class LocalRun {
  /** When it had something to do last, in ms of `performance`. */
  usedAt = performance.now();
  readonly #pool: ThreadPool;
  readonly #source: FedSource | undefined;
  // Not yet where all of it happens while it starts.
  readonly #job: Job | undefined;
  readonly #onEnd: () => void;
  #places: readonly Place[] = [];
  #next = 0;
  // By items whose outcomes come next.
  #counted: [processed: number, failed: number] = [0, 0];
  #hasEnded = false;

  /**
   * @param source where chunks are fed to; or the only chunk there will be, of a call or a preparation
   * @param onEnd called when it takes no more chunks
   */
  constructor(pool: ThreadPool, spec: JobSpec, source: FedSource | ChunkOutbox, onEnd: () => void) {
    this.#pool = pool;
    this.#onEnd = onEnd;
    if (source instanceof FedSource) this.#source = source;
    else this.#places = [{ first: 0, outbox: source }];
    const givesOne = spec.stages.every(({ kind }) => kind === 'map' || kind === 'call');
    this.#job = startJob(pool.scheduler, spec, {
      onCounted: (processed, failed) => {
        this.#counted[0] += processed;
        this.#counted[1] += failed;
      },
      onEach: (index, values) => {
        if (values.length > 0) this.#take(index, (outbox, offset) => outbox.addEach(offset, values));
      },
      onValues: (index, values, from, to) =>
        this.#take(index, (outbox, offset) => {
          if (givesOne) outbox.addEach(offset, values.slice(from, to));
          else outbox.add(offset, values.slice(from, to));
        }),
      onFailure: (index, _input, error) => {
        this.#take(index, (outbox, offset) => outbox.addFailure(offset, error));
        return true;
      },
      onEnd: () => {
        for (const { outbox } of this.#places) this.#complete(outbox); // a preparation has no items
        this.#end();
      },
      onError: (error) => {
        for (const { outbox } of this.#places) outbox.refuse(error);
        this.#places = [];
        this.#end();
      },
    }).job;
  }

  /** Whether it has chunks that are not finished. */
  get isBusy(): boolean {
    return this.#places.length > 0;
  }

  add(items: readonly unknown[], outbox: ChunkOutbox): void {
    this.usedAt = performance.now();
    if (this.#hasEnded) {
      outbox.leave();
      return;
    }
    this.#places = [...this.#places, { first: this.#next, outbox }];
    this.#next += items.length;
    this.#source?.push(items);
    if (items.length === 0) this.#complete(outbox);
  }

  /** Nobody waits for it any more. */
  leave(): void {
    for (const { outbox } of this.#places) outbox.leave();
    this.#places = [];
    if (this.#job) this.#pool.scheduler.abort(this.#job, new Error('Nobody waits for it any more'));
  }

  /** No more chunks will come for now. */
  close(): void {
    this.#source?.end();
  }

  /** Which items of each chunk threads are on. */
  flights(): ReadonlyMap<ChunkOutbox, FlightItems> {
    const flights = new Map<ChunkOutbox, FlightItems[number][]>();
    for (const { index, activity } of this.#job ? this.#pool.underWay(this.#job) : []) {
      const place = this.#places.find(({ first, outbox }) => index >= first && index < first + outbox.count);
      if (place === undefined) continue;
      const items = flights.get(place.outbox) ?? [];
      items.push([index - place.first, activity]);
      flights.set(place.outbox, items);
    }
    return flights;
  }

  #take(index: number, add: (outbox: ChunkOutbox, offset: number) => void): void {
    const { first, outbox } = this.#find(index);
    outbox.addCounted(...this.#counted);
    this.#counted = [0, 0];
    add(outbox, index - first);
    if (outbox.isComplete) this.#complete(outbox);
  }

  #find(index: number): Place {
    const isIn = ({ first, outbox }: Place) => index >= first && index < first + outbox.count;
    const place = this.#places.find(isIn);
    if (place === undefined) throw new Error(`Expected item ${index} to be one of a chunk`);
    return place;
  }

  #complete(outbox: ChunkOutbox): void {
    this.usedAt = performance.now();
    this.#places = this.#places.filter((place) => place.outbox !== outbox);
    // When its threads are through with it, it is known how long its items took.
    process.nextTick(() => {
      const expected = outbox.count * (this.#job?.expectedItemMs ?? Infinity);
      outbox.done(Number.isFinite(expected) ? expected : performance.now() - outbox.begun);
    });
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#onEnd();
  }
}
