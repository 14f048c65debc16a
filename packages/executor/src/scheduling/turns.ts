import type { Chunk, Job } from './job.js';

/** Jobs that may have something to run, in the order of their turns. */
export class Turns {
  readonly #jobs = new Set<Job>();

  /** Whether no job has anything to run. */
  get isEmpty(): boolean {
    return this.#jobs.size === 0;
  }

  /** The job has something to run. */
  add(job: Job): void {
    this.#jobs.add(job);
  }

  /** It has nothing to run any more. */
  remove(job: Job): void {
    this.#jobs.delete(job);
  }

  /** How many items wait to be run, or `enough` if they are more. */
  backlog(enough: number): number {
    let items = 0;
    for (const job of this.#jobs) {
      items += job.backlog;
      if (items >= enough) break;
    }
    return items;
  }

  /** The chunk whose turn it is, of the jobs that suit; cut for so many workers. */
  next(workers: number, suits?: (job: Job) => boolean): Chunk | undefined {
    for (const job of this.#jobs) {
      if (suits && !suits(job)) continue;
      // Its next turn comes after everybody else's.
      this.#jobs.delete(job);
      try {
        const chunk = job.nextChunk(workers);
        if (chunk === undefined) continue;
        this.#jobs.add(job);
        return chunk;
      } catch (error) {
        job.abandon(error); // the user's iterable threw
      }
    }
    return undefined;
  }
}
