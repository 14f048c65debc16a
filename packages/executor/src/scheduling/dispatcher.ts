import type { WorkerHost } from '../host/worker-host.js';
import type { Workload } from '../host/workload.js';
import type { Assignment } from './assignment.js';
import type { Job } from './job.js';
import { Turns } from './turns.js';
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
  readonly #turns = new Turns();
  #timer: NodeJS.Timeout | undefined;

  /** @param onOverdue called when workers may have become stuck while others are idle */
  constructor(workforce: Workforce, workers: number, onOverdue: () => void) {
    this.#workforce = workforce;
    this.#workers = workers;
    this.#onOverdue = onOverdue;
  }

  /** The job has something to send, or may have. */
  add(job: Job): void {
    this.#turns.add(job);
  }

  remove(job: Job): void {
    this.#turns.remove(job);
  }

  /** How many items wait to be sent, or `enough` if they are more. */
  backlog(enough: number): number {
    return this.#turns.backlog(enough);
  }

  /** Sends what there is to send, to whoever can take it. */
  dispatch(): void {
    if (this.#occupyIdle() && !this.#turns.isEmpty && this.#workforce.isReady) this.#queueAhead();
    for (const host of this.#workforce.hosts) host.send();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Says whether nobody is idle now. */
  #occupyIdle(): boolean {
    for (let host = this.#workforce.findIdle(); host; host = this.#workforce.findIdle()) {
      this.#freeStuck();
      const chunk =
        this.#turns.next(this.#workers) ?? (this.#takeOver() ? this.#turns.next(this.#workers) : undefined);
      if (chunk === undefined) return false;
      host.add(chunk);
    }
    return true;
  }

  #queueAhead(): void {
    for (;;) {
      const host = this.#leastLoaded();
      if (host === undefined) return;
      const suits = (job: Job) => job.expectedItemMs < AHEAD_MS && host.canQueue(job.spec);
      const chunk = this.#turns.next(this.#workers, suits);
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
      if (isLess && first && !isOverdue(host.workload, first)) least = host;
    }
    return least;
  }

  // What waits behind a chunk that takes too long had better be run by others.
  #freeStuck(): void {
    for (const { workload } of this.#workforce.hosts) {
      const { assignments, first } = workload;
      if (first === undefined || assignments.length === 1 || !isOverdue(workload, first)) continue;
      for (const assignment of assignments.slice(1)) workload.takeBack(assignment);
    }
  }

  /** Takes half of what a busy worker has not begun. Says whether there was anything that is worth it. */
  #takeOver(): boolean {
    let mayBeStuck = false;
    for (const { workload } of this.#workforce.hosts) {
      const { assignments, first } = workload;
      if (first === undefined) continue;
      if (assignments.length > 1) {
        if (isWorthTaking(workload, first, workload.expectedMs - first.chunk.expectedMs)) {
          const others = assignments.slice(Math.ceil(assignments.length / 2));
          if (others.filter((other) => workload.takeBack(other)).length > 0) return true;
        } else mayBeStuck = true;
      } else if (!first.chunk.transfer) {
        const untouched = workload.countUntouched(first);
        if (untouched === 0) continue;
        const isTaken =
          isWorthTaking(workload, first, untouched * first.chunk.job.expectedItemMs) &&
          workload.takeBack(first, first.end - Math.ceil(untouched / 2));
        if (isTaken) return true;
        mayBeStuck = true;
      }
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

function isWorthTaking(workload: Workload, first: Assignment, ms: number): boolean {
  return ms >= WORTH_TAKING_MS || isOverdue(workload, first);
}

function isOverdue(workload: Workload, { chunk }: Assignment): boolean {
  const { expectedMs } = chunk;
  return workload.busyFor > OVERDUE_MS + (expectedMs === Infinity ? 0 : expectedMs);
}
