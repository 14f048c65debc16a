import { availableParallelism } from 'node:os';
import { receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { Claims } from '../claims.js';

// About as long as it takes a thread to fall asleep and be woken up.
const AWAKE_MS = 0.05;

const canWait = availableParallelism() > 1;

interface Taker {
  take(message: unknown): void;
  refuse(error: unknown): void;
}

/** Waits for the next message for a moment, awake, where a thread would sleep and be woken up again at once. */
export class NextMessage {
  readonly #port: MessagePort;
  readonly #claims: Claims;
  readonly #taker: Taker;
  #isWaiting = false;
  #posts = 0;

  constructor(port: MessagePort, claims: Claims, taker: Taker) {
    this.#port = port;
    this.#claims = claims;
    this.#taker = taker;
  }

  /** Looks for it as soon as the event loop has come round: whatever else there is to do comes first. */
  watch(): void {
    if (this.#isWaiting || !canWait) return;
    this.#isWaiting = true;
    setImmediate(() => {
      this.#isWaiting = false;
      const end = performance.now() + AWAKE_MS;
      // Not by asking the port, which would lock out whoever wants to post something.
      while (this.#claims.posts === this.#posts) if (performance.now() >= end) return;
      this.#posts = this.#claims.posts;
      this.#take();
    });
  }

  #take(): void {
    let received;
    try {
      received = receiveMessageOnPort(this.#port);
    } catch (error) {
      this.#taker.refuse(error);
      return;
    }
    if (received) this.#taker.take(received.message);
    else this.watch(); // it has come as an event before
  }
}
