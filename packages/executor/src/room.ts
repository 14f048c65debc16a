import { onAbort } from './abort.js';

/** Those who wait until there is room for another call, in the order in which they came. */
export class RoomQueue {
  readonly #hasRoom: () => boolean;
  readonly #waiting = new Set<{ readonly enter: () => void; readonly leave: (reason: unknown) => void }>();
  #isLooking = false;

  constructor(hasRoom: () => boolean) {
    this.#hasRoom = hasRoom;
  }

  /** Resolves when there is room and everybody before has been let in; rejects with the signal's reason. */
  wait(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    if (this.#waiting.size === 0 && this.#hasRoom()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const waiter = {
        enter: () => leaveWith(resolve),
        leave: (reason: unknown) => leaveWith(() => reject(reason as Error)),
      };
      const stopListening = onAbort(signal, waiter.leave);
      const leaveWith = (settle: () => void) => {
        this.#waiting.delete(waiter);
        stopListening();
        settle();
      };
      this.#waiting.add(waiter);
    });
  }

  /** Lets in whom there is room for. */
  look(): void {
    if (this.#isLooking || this.#waiting.size === 0 || !this.#hasRoom()) return;
    const [first] = this.#waiting;
    first?.enter();
    if (this.#waiting.size === 0) return;
    // The next one when the first has made its call, which takes the room.
    this.#isLooking = true;
    setImmediate(() => {
      this.#isLooking = false;
      this.look();
    });
  }

  close(reason: unknown): void {
    for (const { leave } of [...this.#waiting]) leave(reason);
  }
}
