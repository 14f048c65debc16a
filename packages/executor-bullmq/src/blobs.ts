import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Keys } from './keys.js';

/** How long a blob stays that nobody says he needs, in seconds. */
const TTL_S = 600;
/** How often is said what is needed. */
const RENEW_MS = (TTL_S * 1_000) / 4;

interface Held {
  readonly bytes: Buffer;
  users: number;
}

/** What a driver stores once for many chunks, under the hash of its bytes. It is there as long as somebody holds it. */
export class BlobStore {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #held = new Map<string, Held>();
  readonly #timer: NodeJS.Timeout;

  constructor(redis: Redis, keys: Keys) {
    this.#redis = redis;
    this.#keys = keys;
    this.#timer = setInterval(() => void this.renew().catch(() => undefined), RENEW_MS).unref();
  }

  /** Stores the bytes unless they are there. Returns their hash at once, and what resolves when they are stored. */
  hold(bytes: Buffer): { readonly hash: string; readonly stored: Promise<void> } {
    const hash = hashOf(bytes);
    const held = this.#held.get(hash);
    if (held) held.users += 1;
    else this.#held.set(hash, { bytes, users: 1 });
    return { hash, stored: this.#store(hash, bytes) };
  }

  release(hash: string): void {
    const held = this.#held.get(hash);
    if (held && (held.users -= 1) === 0) this.#held.delete(hash);
  }

  /** Sees to it that all that is held is there: a Redis that was started again may have lost the latest. */
  async renew(): Promise<void> {
    await Promise.all([...this.#held].map(([hash, { bytes }]) => this.#store(hash, bytes)));
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #store(hash: string, bytes: Buffer): Promise<void> {
    const key = this.#keys.blob(hash);
    if ((await this.#redis.expire(key, TTL_S)) === 0) await this.#redis.set(key, bytes, 'EX', TTL_S);
  }
}

/** The bytes under a hash; `undefined` when they have expired, or are others. */
export async function fetchBlob(redis: Redis, keys: Keys, hash: string): Promise<Buffer | undefined> {
  const bytes = await redis.getBuffer(keys.blob(hash));
  return bytes && hashOf(bytes) === hash ? bytes : undefined;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
