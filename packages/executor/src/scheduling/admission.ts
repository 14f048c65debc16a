import type { ThreadspanError } from '../errors.js';
import { closedError, queueFull } from './job-errors.js';
import type { Job } from './job.js';
import { RoomQueue } from './room.js';
import type { StatsKeeper } from './stats.js';

/** Lets jobs in while there is room for them, and knows those that are not finished. */
export class Admission {
  readonly #maxQueue: number;
  readonly #stats: StatsKeeper;
  readonly #countFree: () => number;
  readonly #jobs = new Set<Job>();
  readonly #room = new RoomQueue(() => this.#countRoom());
  #isClosed = false;
  #onDrained: (() => void) | undefined;

  /** @param countFree how many could take work that are not at work */
  constructor(maxQueue: number, stats: StatsKeeper, countFree: () => number) {
    this.#maxQueue = maxQueue;
    this.#stats = stats;
    this.#countFree = countFree;
  }

  /** Those that are not finished. */
  get jobs(): readonly Job[] {
    return [...this.#jobs];
  }

  /** Whether all are finished. */
  get isEmpty(): boolean {
    return this.#jobs.size === 0;
  }

  /** Whether nobody is let in any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Says whether there is something to run: not where the job is refused, nor where it is empty. */
  enter(job: Job): boolean {
    this.#room.entered();
    const refusal = this.#isClosed ? closedError() : this.#refusal(job);
    if (refusal) {
      job.abandon(refusal);
      return false;
    }
    this.#jobs.add(job);
    this.#stats.jobSubmitted(job);
    job.endIfDone(); // an empty input needs no worker
    return !job.ended;
  }

  /** The job is finished. */
  leave(job: Job): void {
    this.#jobs.delete(job);
    this.#stats.jobEnded(job);
    if (this.#jobs.size === 0) this.#onDrained?.();
    this.#room.look();
  }

  /** Resolves when one more call would be accepted. */
  whenRoom(signal?: AbortSignal): Promise<void> {
    return this.#isClosed ? Promise.reject(closedError()) : this.#room.wait(signal);
  }

  /** There may be room for somebody who waits. */
  look(): void {
    this.#room.look();
  }

  /** Lets nobody in any more. Resolves when all that are in are finished. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#room.close(closedError());
    if (this.#jobs.size > 0) await new Promise<void>((resolve) => (this.#onDrained = resolve));
  }

  #countRoom(): number {
    return this.#maxQueue + this.#countFree() - this.#stats.waiting;
  }

  #refusal(job: Job): ThreadspanError | undefined {
    const hasRoom = this.#maxQueue === Infinity || job.spec.isPreparation === true || this.#countRoom() > 0;
    return hasRoom ? undefined : queueFull(this.#maxQueue);
  }
}
