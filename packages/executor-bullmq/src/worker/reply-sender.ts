import { setTimeout as pause } from 'node:timers/promises';
import { getProcessSides } from '@threadspan/context/ports';
import type { Redis } from 'ioredis';
import { encode } from '../encode.js';
import type { Keys } from '../keys.js';
import { PROTOCOL_VERSION } from '../protocol.js';
import type { FromWorker, Payloads, Reply } from '../protocol.js';
import type { Traces } from './traces.js';

// A driver that reads more slowly than its workers work has to be waited for, or its replies would fill Redis.
const MAX_UNREAD = 512;
const LOOK_AGAIN_MS = 50;
// Whether a driver is there need not be asked for each of its chunks.
const TRUST_MS = 2_000;

/** Sends replies to drivers, each in order, as long as they are there. */
export class ReplySender {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #worker: string;
  readonly #traces: Traces;
  // The driver that was there the last time, and until when that is believed.
  #trusted: { readonly driver: string; readonly until: number } | undefined;

  constructor(redis: Redis, keys: Keys, worker: string, traces: Traces) {
    this.#redis = redis;
    this.#keys = keys;
    this.#worker = worker;
    this.#traces = traces;
  }

  /** Whether the driver is there; it was, within the last seconds. */
  async isThere(driver: string): Promise<boolean> {
    const now = performance.now();
    if (this.#trusted?.driver === driver && now < this.#trusted.until) return true;
    const isThere = (await this.#redis.exists(this.#keys.replies(driver))) === 1;
    if (isThere) this.#trusted = { driver, until: now + TRUST_MS };
    return isThere;
  }

  /** What extensions have for the driver. */
  payloads(driver: string): Payloads {
    const belongs = this.#traces.belongTo(driver);
    return getProcessSides()
      .map(([name, side]) => [name, side.collect(belongs)] as const)
      .filter(([, payload]) => payload !== undefined);
  }

  /** Sends what extensions have for the driver, if there is something. */
  async sendPayloads(driver: string): Promise<void> {
    const payloads = this.payloads(driver);
    if (payloads.length > 0) await this.send(driver, { type: 'payloads', payloads });
  }

  /** @throws what `encode()` throws */
  bytesOf(message: FromWorker): Buffer {
    const reply: Reply = { version: PROTOCOL_VERSION, worker: this.#worker, message };
    return encode(reply);
  }

  /** Says whether the driver is there. */
  send(driver: string, message: FromWorker): Promise<boolean> {
    return this.sendBytes(driver, this.bytesOf(message));
  }

  /** The same for what {@link bytesOf} returned. */
  async sendBytes(driver: string, bytes: Uint8Array): Promise<boolean> {
    const key = this.#keys.replies(driver);
    // Without a stream there is no driver any more.
    const [id, unread] = await Promise.all([
      this.#redis.xadd(
        key,
        'NOMKSTREAM',
        '*',
        'reply',
        Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      ),
      this.#redis.xlen(key),
    ]);
    if (id === null) return false;
    for (let length = unread; length > MAX_UNREAD; length = await this.#redis.xlen(key))
      await pause(LOOK_AGAIN_MS);
    return true;
  }
}
