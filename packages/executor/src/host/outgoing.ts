import type { Transferable } from 'node:worker_threads';
import type { Provision, RunChunk, ToWorker } from '../protocol.js';
import type { Assignment } from '../scheduling/assignment.js';
import { runMessage } from './run-message.js';

interface Waiting {
  readonly assignment: Assignment;
  readonly provision: Provision | undefined;
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

  /** @param provision what it brings along */
  add(assignment: Assignment, provision: Provision | undefined): void {
    this.#waiting.push({ assignment, provision });
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
      this.#post({ type: 'runs', runs: waiting.map(messageOf) });
      const ms = (performance.now() - begun) / waiting.length;
      for (const { assignment } of waiting) assignment.chunk.job.cloned(assignment.chunk.items.length, ms);
      return true;
    } catch {
      return false;
    }
  }

  #sendSingly(one: Waiting): void {
    const { assignment } = one;
    this.#messages += 1;
    assignment.message = this.#messages;
    const { job, items, transfer } = assignment.chunk;
    try {
      const begun = performance.now();
      this.#post(messageOf(one), transfer);
      job.cloned(items.length, performance.now() - begun);
    } catch (error) {
      this.#onUnsendable(assignment, error);
    }
  }
}

// May throw, as whatever looks at the user's arguments.
function messageOf({ assignment: { run, chunk }, provision }: Waiting): RunChunk {
  return runMessage(run, chunk, provision);
}
