import { atNextTurn } from '../at-next-turn.js';
import { onAbort } from './abort.js';

interface Waiter {
  readonly enter: () => void;
  readonly leave: (reason: unknown) => void;
}

/** Those who wait until there is room for another call, in the order in which they came. */
export class RoomQueue {
  readonly #countRoom: () => number;
  readonly #waiting = new Set<Waiter>();
  // How many have been let in and have not made their call yet.
  #expected = 0;

  /** @param countRoom how many calls would be accepted now */
  constructor(countRoom: () => number) {
    this.#countRoom = countRoom;
  }

  /** Resolves when there is room and everybody before has been let in; rejects with the signal's reason. */
  wait(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const waited = new Promise<void>((resolve, reject) => {
      const end = (settle: () => void) => {
        this.#waiting.delete(waiter);
        stopListening();
        settle();
      };
      const waiter: Waiter = {
        enter: () => end(resolve),
        leave: (reason) => end(() => reject(reason)),
      };
      const stopListening = onAbort(signal, waiter.leave);
      this.#waiting.add(waiter);
    });
    this.look();
    return waited;
  }

  /** A call has been made. */
  entered(): void {
    if (this.#expected > 0) this.#expected -= 1;
  }

  /** Lets in whom there is room for. */
  look(): void {
    if (this.#waiting.size === 0) return;
    for (let room = this.#countRoom() - this.#expected; room > 0; room -= 1) {
      const [first] = this.#waiting;
      if (first === undefined) return;
      first.enter();
      this.#expect();
    }
  }

  close(reason: unknown): void {
    for (const { leave } of [...this.#waiting]) leave(reason);
  }

  // Who has made no call when the event loop comes round is not waited for.
  #expect(): void {
    this.#expected += 1;
    if (this.#expected > 1) return;
    atNextTurn(() => {
      this.#expected = 0;
      this.look();
    });
  }
}
