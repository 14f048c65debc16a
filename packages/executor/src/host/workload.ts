import { Claims, MAX_ASSIGNMENTS } from '../claims.js';
import { isOpen, settle } from '../scheduling/assignment.js';
import type { Assignment } from '../scheduling/assignment.js';
import type { Chunk, Job } from '../scheduling/job.js';

// As good as infinite, but it can be subtracted again.
const LONG_MS = 1e6;

/** What one worker has been given and not finished, in the order in which it runs it. */
export class Workload {
  readonly #claims = new Claims();
  readonly #assignments: Assignment[] = [];
  #nextRun = 0;
  #expectedMs = 0;
  #begun = 0;

  /** Shared with the worker: which items it may take. */
  get claims(): Claims {
    return this.#claims;
  }

  /** The first is the one that the worker is on. */
  get assignments(): readonly Assignment[] {
    return this.#assignments;
  }

  get first(): Assignment | undefined {
    return this.#assignments[0];
  }

  get isEmpty(): boolean {
    return this.#assignments.length === 0;
  }

  /** Whether a further chunk has a place. */
  get hasPlace(): boolean {
    const { first } = this;
    return first === undefined || this.#nextRun - first.run < MAX_ASSIGNMENTS;
  }

  /** How many ms it is likely to take; many when nobody knows. */
  get expectedMs(): number {
    return this.#expectedMs;
  }

  /** For how many ms the worker has been on the first. */
  get busyFor(): number {
    return this.isEmpty ? 0 : performance.now() - this.#begun;
  }

  /** The chunk is to be sent next. */
  add(chunk: Chunk): Assignment {
    const run = this.#nextRun;
    const end = chunk.items.length;
    const assignment = { chunk, run, message: 0, received: 0, end, isSettled: false };
    this.#claims.offer(run, end);
    this.#nextRun += 1;
    this.#expectedMs += Math.min(chunk.expectedMs, LONG_MS);
    this.#assignments.push(assignment);
    return assignment;
  }

  /** The worker is on the first from now on. */
  begin(): void {
    this.#begun = performance.now();
  }

  /** Those that came in one message, the next one after that which brought `run`. */
  inMessageAfter(run: number): Assignment[] {
    const next = this.#assignments.find((assignment) => assignment.run > run);
    return this.#assignments.filter(({ message }) => message === next?.message);
  }

  ofChunk(id: number): Assignment | undefined {
    return this.#assignments.find(({ chunk }) => chunk.id === id);
  }

  /** The worker has nothing more to do with it. `ran` of its items have an outcome. Says whether it was the first. */
  finish(assignment: Assignment, ran: number): boolean {
    const position = this.#assignments.indexOf(assignment);
    const ms = this.busyFor;
    this.#assignments.splice(position, 1);
    this.#expectedMs = this.isEmpty ? 0 : this.#expectedMs - Math.min(assignment.chunk.expectedMs, LONG_MS);
    settle(assignment, ran, ms);
    return position === 0;
  }

  /** How many items of it the worker has not begun. */
  countUntouched({ run, end }: Assignment): number {
    return Math.max(0, end - this.#claims.next(run));
  }

  /**
   * Takes back what the worker has not begun of an assignment, from an offset on, and has it run elsewhere unless its
   * job has ended. Says whether there was anything.
   */
  takeBack(assignment: Assignment, from = 0): boolean {
    const { chunk, end, run } = assignment;
    assignment.end = this.#claims.takeBack(run, from);
    if (assignment.end === end) return false;
    chunk.job.requeue(chunk, assignment.end, end);
    // It waits for what the worker is on, of this chunk or another one; but not for its answer to an empty one.
    if (assignment.received >= assignment.end) settle(assignment, 0, 0);
    return true;
  }

  /** Takes back all of a job. Returns the chunk that the worker is on, if that is one of them. */
  cancel(job: Job): Chunk | undefined {
    for (const assignment of this.#assignments) if (assignment.chunk.job === job) this.takeBack(assignment);
    const { first } = this;
    return first?.chunk.job === job && isOpen(first) ? first.chunk : undefined;
  }

  /** Takes all of it away; the worker is gone. */
  clear(): Assignment[] {
    this.#expectedMs = 0;
    return this.#assignments.splice(0);
  }
}
