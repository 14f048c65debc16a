import type { Transferable } from 'node:worker_threads';
import type { RunChunk, ToWorker } from '../protocol.js';
import type { Assignment } from '../scheduling/assignment.js';

interface Waiting {
  readonly assignment: Assignment;
  readonly message: RunChunk;
}

type Post = (message: ToWorker, transfer?: readonly Transferable[]) => void;

/** Chunks on their way to a worker: in one message as a rule, for each that comes alone wakes it up. */
export class Outgoing {
  readonly #post: Post;
  readonly #onUnsendable: (assignment: Assignment, error: unknown) => void;
  readonly #waiting: Waiting[] = [];
  #messages = 0;
  /** Whether each chunk goes in a message of its own from now on. */
  areSingle = false;

  /** @param post throws for what can't be cloned */
  constructor(post: Post, onUnsendable: (assignment: Assignment, error: unknown) => void) {
    this.#post = post;
    this.#onUnsendable = onUnsendable;
  }

  add(assignment: Assignment, message: RunChunk): void {
    this.#waiting.push({ assignment, message });
  }

  send(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting.splice(0);
    const areSingle = waiting.length === 1 || this.areSingle;
    if (
      areSingle ||
      waiting.some(({ assignment }) => assignment.chunk.transfer) ||
      !this.#sendTogether(waiting)
    )
      waiting.forEach((one) => this.#sendSingly(one));
  }

  /** Says whether all of it could be cloned. */
  #sendTogether(waiting: readonly Waiting[]): boolean {
    this.#messages += 1;
    for (const { assignment } of waiting) assignment.message = this.#messages;
    try {
      const begun = performance.now();
      this.#post({ type: 'runs', runs: waiting.map(({ message }) => message) });
      const ms = (performance.now() - begun) / waiting.length;
      for (const { assignment } of waiting) assignment.chunk.job.cloned(assignment.chunk.items.length, ms);
      return true;
    } catch {
      return false;
    }
  }

  #sendSingly({ assignment, message }: Waiting): void {
    this.#messages += 1;
    assignment.message = this.#messages;
    const { job, items, transfer } = assignment.chunk;
    try {
      const begun = performance.now();
      this.#post(message, transfer);
      job.cloned(items.length, performance.now() - begun);
    } catch (error) {
      this.#onUnsendable(assignment, error);
    }
  }
}
