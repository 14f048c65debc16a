import type { WorkerHost } from '../host/worker-host.js';
import type { Assignment } from './assignment.js';
import type { Chunk, Job } from './job.js';
import type { Workforce } from './workforce.js';

// What is sent to a worker that is at work keeps it from waiting for the next message. It should be no more than that:
// whatever comes in after it has to wait for it.
const AHEAD_MS = 2;

// A worker that has been on a chunk for so much longer than expected may be so for ever.
const OVERDUE_MS = 10;

// Less than that is done sooner by whoever has it.
const WORTH_TAKING_MS = 0.25;

/** Decides which worker gets what: each job in its turn, and no worker idle while another one has items in reserve. */
export class Dispatcher {
  readonly #workforce: Workforce;
  readonly #workers: number;
  readonly #onOverdue: () => void;
  // Those that may have something to send, in the order of their turns.
  readonly #jobs = new Set<Job>();
  #timer: NodeJS.Timeout | undefined;

  /** @param onOverdue called when workers may have become stuck while others are idle */
  constructor(workforce: Workforce, workers: number, onOverdue: () => void) {
    this.#workforce = workforce;
    this.#workers = workers;
    this.#onOverdue = onOverdue;
  }

  /** The job has something to send, or may have. */
  add(job: Job): void {
    this.#jobs.add(job);
  }

  remove(job: Job): void {
    this.#jobs.delete(job);
  }

  /** How many items wait to be sent, or `enough` if they are more. */
  backlog(enough: number): number {
    let items = 0;
    for (const job of this.#jobs) {
      items += job.backlog;
      if (items >= enough) break;
    }
    return items;
  }

  /** Sends what there is to send, to whoever can take it. */
  dispatch(): void {
    if (this.#occupyIdle() && this.#jobs.size > 0 && this.#workforce.isReady) this.#queueAhead();
    for (const host of this.#workforce.hosts) host.send();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #next(suits?: (job: Job) => boolean): Chunk | undefined {
    for (const job of this.#jobs) {
      if (suits && !suits(job)) continue;
      // Its next turn comes after everybody else's.
      this.#jobs.delete(job);
      try {
        const chunk = job.nextChunk(this.#workers);
        if (chunk === undefined) continue;
        this.#jobs.add(job);
        return chunk;
      } catch (error) {
        job.abandon(error); // the user's iterable threw
      }
    }
    return undefined;
  }

  /** Says whether nobody is idle now. */
  #occupyIdle(): boolean {
    for (let host = this.#workforce.findIdle(); host; host = this.#workforce.findIdle()) {
      this.#freeStuck();
      const chunk = this.#next() ?? (this.#takeOver() ? this.#next() : undefined);
      if (chunk === undefined) return false;
      host.add(chunk);
    }
    return true;
  }

  #queueAhead(): void {
    for (;;) {
      const host = this.#leastLoaded();
      if (host === undefined) return;
      const chunk = this.#next((job) => job.expectedItemMs < AHEAD_MS && host.canQueue(job.spec));
      if (chunk === undefined) return;
      if (chunk.transfer) {
        // What is moved can't be taken back, should something happen to the worker before.
        chunk.job.putBack(chunk);
        return;
      }
      host.add(chunk);
    }
  }

  #leastLoaded(): WorkerHost | undefined {
    let least: WorkerHost | undefined;
    for (const host of this.#workforce.hosts) {
      const { first, expectedMs } = host.workload;
      const isLess = expectedMs < (least?.workload.expectedMs ?? AHEAD_MS);
      if (isLess && first && !isOverdue(host, first)) least = host;
    }
    return least;
  }

  // What waits behind a chunk that takes too long had better be run by others.
  #freeStuck(): void {
    for (const host of this.#workforce.hosts) {
      const [first, ...others] = host.workload.assignments;
      if (first === undefined || others.length === 0 || !isOverdue(host, first)) continue;
      for (const assignment of others) host.workload.takeBack(assignment);
    }
  }

  /** Takes items from a busy worker. Says whether there were any. */
  #takeOver(): boolean {
    let mayBeStuck = false;
    for (const host of this.#workforce.hosts) {
      const { workload } = host;
      const { assignments } = workload;
      const last = assignments.at(-1);
      if (last === undefined || last.chunk.transfer) continue;
      const untouched = workload.countUntouched(last);
      if (untouched === 0) continue;
      if (assignments.length > 1 || isWorthTaking(host, last, untouched)) {
        const share = assignments.length > 1 ? untouched : Math.ceil(untouched / 2);
        if (workload.takeBack(last, last.end - share)) return true;
      }
      mayBeStuck = true;
    }
    if (mayBeStuck) this.#lookAgain();
    return false;
  }

  #lookAgain(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#onOverdue();
    }, OVERDUE_MS).unref();
  }
}

function isWorthTaking(host: WorkerHost, assignment: Assignment, items: number): boolean {
  const { job } = assignment.chunk;
  return items * job.expectedItemMs >= WORTH_TAKING_MS || isOverdue(host, assignment);
}

function isOverdue(host: WorkerHost, { chunk }: Assignment): boolean {
  const { expectedMs } = chunk;
  return host.workload.busyFor > OVERDUE_MS + (expectedMs === Infinity ? 0 : expectedMs);
}
