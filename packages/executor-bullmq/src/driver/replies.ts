import { diag } from '@opentelemetry/api';
import type { Redis } from 'ioredis';
import { decode } from '../encode.js';
import type { Keys } from '../keys.js';
import { readReply } from '../read-reply.js';
import type { Reply } from '../protocol.js';

const BLOCK_MS = 2_000;
const AT_ONCE = 64;
/** How long the stream stays when the driver is gone, in seconds. */
const TTL_S = 120;
const RENEW_MS = (TTL_S * 1_000) / 4;

/** Reads what workers answer a driver: a Redis stream of its own, which goes when the driver goes. */
export class Replies {
  readonly #commands: Redis;
  readonly #blocking: Redis;
  readonly #key: string;
  readonly #take: (reply: Reply) => void;
  readonly #timer: NodeJS.Timeout;
  #latest = '0-0';
  #isStopped = false;

  /** @param blocking a connection that is used for nothing else */
  constructor(
    driver: string,
    { commands, blocking, keys }: { readonly commands: Redis; readonly blocking: Redis; readonly keys: Keys },
    take: (reply: Reply) => void,
  ) {
    this.#commands = commands;
    this.#blocking = blocking;
    this.#key = keys.replies(driver);
    this.#take = take;
    this.#timer = setInterval(() => void this.renew().catch(() => undefined), RENEW_MS).unref();
  }

  /** Id of the latest reply that has been taken. */
  get latest(): string {
    return this.#latest;
  }

  /** Makes the stream, without which workers take the driver for dead, or makes it last. */
  async renew(): Promise<void> {
    if ((await this.#commands.expire(this.#key, TTL_S)) === 1) return;
    await this.#commands.xadd(this.#key, '*', 'hello', '');
    await this.#commands.expire(this.#key, TTL_S);
  }

  /** Id of the latest reply that a worker has sent. */
  async end(): Promise<string> {
    const [last] = await this.#commands.xrevrange(this.#key, '+', '-', 'COUNT', 1);
    return last?.[0] ?? this.#latest;
  }

  /** Takes replies until `stop()`. */
  async read(): Promise<void> {
    while (!this.#isStopped) {
      try {
        await this.#readSome();
      } catch (error) {
        if (this.#isStopped) return;
        diag.warn('threadspan: replies of workers could not be read', error);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    if (this.#commands.status === 'ready') await this.#commands.del(this.#key);
  }

  async #readSome(): Promise<void> {
    const read = await this.#blocking.xreadBuffer(
      'COUNT',
      AT_ONCE,
      'BLOCK',
      BLOCK_MS,
      'STREAMS',
      this.#key,
      this.#latest,
    );
    const entries = read?.[0]?.[1] ?? [];
    for (const [id, [, bytes]] of entries) {
      this.#latest = id.toString();
      if (bytes && bytes.length > 0) this.#takeBytes(bytes);
    }
    // What has been taken is of no use to anybody.
    if (entries.length > 0) await this.#commands.xtrim(this.#key, 'MINID', after(this.#latest));
  }

  #takeBytes(bytes: Buffer): void {
    let reply;
    try {
      reply = readReply(decode(bytes));
    } catch {
      reply = undefined;
    }
    if (reply) this.#take(reply);
    else diag.warn('threadspan: a reply was ignored that no worker of this version sends');
  }
}

function after(id: string): string {
  const [time, sequence] = id.split('-');
  return `${time}-${BigInt(sequence ?? '0') + 1n}`;
}

/** Whether `one` comes before `other`. */
export function isBefore(one: string, other: string): boolean {
  const [oneTime = '0', oneSequence = '0'] = one.split('-');
  const [otherTime = '0', otherSequence = '0'] = other.split('-');
  const times = BigInt(oneTime) - BigInt(otherTime);
  return times < 0n || (times === 0n && BigInt(oneSequence) < BigInt(otherSequence));
}
