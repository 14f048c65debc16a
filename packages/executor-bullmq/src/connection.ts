import { diag } from '@opentelemetry/api';
import { ThreadspanError } from '@threadspan/executor';
import { invalid } from '@threadspan/executor/engine';
import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import { watchSilence } from './watch-silence.js';

/** Where Redis, or Valkey, is: a URL such as `redis://user:password@host:6379/0`, or options of ioredis. */
export type QueueConnection = string | Omit<RedisOptions, 'replyMapping'>;

// A connection that says nothing for so long is dead, though nobody has closed it: the other machine may be gone.
const SILENCE_MS = 30_000;
const MAX_PAUSE_MS = 2_000;
/** How long the first answer of Redis is waited for. */
export const CONNECT_MS = 10_000;

/** Connects again and again, and keeps commands until then, as BullMQ wants it. */
export function connect(connection: QueueConnection, isBlocking = false): Redis {
  const options = {
    replyMapping: 'legacy',
    maxRetriesPerRequest: null,
    enableReadyCheck: true,
    enableAutoPipelining: !isBlocking,
    keepAlive: SILENCE_MS / 3,
    retryStrategy: (times: number) => Math.min(times * 50, MAX_PAUSE_MS),
  } as const;
  const redis =
    typeof connection === 'string'
      ? new Redis(connection, options)
      : new Redis({ ...connection, ...options });
  watchSilence(redis, SILENCE_MS);
  let isOut = false;
  redis.on('error', (error: Error) => {
    if (!isOut) diag.warn(`threadspan: no connection to Redis: ${error.message}; it is tried again`);
    isOut = true;
  });
  redis.on('ready', () => (isOut = false));
  return redis;
}

/** Those that are made like it from now on. */
export function duplicatesOf(redis: Redis): ReadonlySet<Redis> {
  const copies = new Set<Redis>();
  const duplicate = redis.duplicate.bind(redis);
  redis.duplicate = (...args) => {
    const copy = duplicate(...args);
    copies.add(copy);
    return copy;
  };
  return copies;
}

/** Lets go of a connection that somebody may be about to make again. */
export function disconnectForGood(redis: Redis): void {
  redis.options.retryStrategy = () => null;
  redis.on('connect', () => redis.disconnect());
  redis.disconnect();
}

/** Resolves when Redis has answered what `ask` asks. Rejects with `QUEUE_UNREACHABLE` when it does not in time. */
export async function firstAnswer(redis: Redis, ask: () => Promise<unknown>): Promise<void> {
  let cause: unknown;
  let timer: NodeJS.Timeout | undefined;
  const onError = (error: unknown) => (cause = error);
  redis.on('error', onError);
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unreachable(cause)), CONNECT_MS);
  });
  try {
    await Promise.race([ask(), tooLate]);
  } finally {
    clearTimeout(timer);
    redis.off('error', onError);
  }
}

function unreachable(cause: unknown): ThreadspanError {
  return new ThreadspanError(
    'QUEUE_UNREACHABLE',
    `Redis has not answered within ${CONNECT_MS / 1_000} s; look at \`connection\``,
    { cause },
  );
}

/** @throws ThreadspanError `INVALID_ARGUMENT` */
export function requireConnection(connection: unknown): void {
  if (typeof connection === 'string' ? /^rediss?:\/\//.test(connection) : isPlain(connection)) return;
  throw invalid('connection', 'a URL (redis://host:6379), or options of ioredis', redacted(connection));
}

function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !('sendCommand' in value);
}

// It may have a password in it.
function redacted(connection: unknown): unknown {
  return typeof connection === 'string' ? connection.replace(/:[^:@/]*@/, ':…@') : connection;
}
