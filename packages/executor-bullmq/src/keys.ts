/** Names of what lies in Redis beside BullMQ's own keys. All of it expires by itself. */
export class Keys {
  readonly control: string;
  readonly workers: string;
  readonly #base: string;

  constructor(prefix: string, queue: string) {
    this.#base = `${prefix}:threadspan:${queue}`;
    this.control = `${this.#base}:control`;
    this.workers = `${this.#base}:workers`;
  }

  /** A stream: what workers answer one driver. */
  replies(driver: string): string {
    return `${this.#base}:replies:${driver}`;
  }

  /** Text: what a worker says of itself. */
  worker(name: string): string {
    return `${this.#base}:worker:${name}`;
  }

  /** Bytes, by their SHA-256. */
  blob(hash: string): string {
    return `${this.#base}:blob:${hash}`;
  }
}
