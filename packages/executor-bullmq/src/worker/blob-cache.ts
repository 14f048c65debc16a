import type { Redis } from 'ioredis';
import { fetchBlob } from '../blobs.js';
import { decode } from '../encode.js';
import type { Keys } from '../keys.js';

// A run that pauses for so long has to fetch what it shares once more.
const KEEP_MS = 60_000;

interface Entry {
  readonly value: Promise<unknown>;
  usedAt: number;
}

/** What drivers have stored for many chunks, fetched once. */
export class BlobCache {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #entries = new Map<string, Entry>();

  constructor(redis: Redis, keys: Keys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** Rejects when it has expired. */
  get(hash: string): Promise<unknown> {
    const now = performance.now();
    const entry = this.#entries.get(hash) ?? this.#fetch(hash, now);
    entry.usedAt = now;
    return entry.value;
  }

  /** Forgets what nobody has asked for lately. */
  tidy(): void {
    const longAgo = performance.now() - KEEP_MS;
    for (const [hash, { usedAt }] of this.#entries) if (usedAt < longAgo) this.#entries.delete(hash);
  }

  #fetch(hash: string, usedAt: number): Entry {
    const value = fetchBlob(this.#redis, this.#keys, hash).then((bytes) => {
      if (bytes === undefined) throw new Error('What the chunk needs is not stored any more');
      return decode(bytes);
    });
    value.catch(() => this.#entries.delete(hash));
    const entry = { value, usedAt };
    this.#entries.set(hash, entry);
    return entry;
  }
}
