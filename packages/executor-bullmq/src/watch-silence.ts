import type { Redis } from 'ioredis';

/**
 * Ends a connection from which nothing has come for `ms` though it was asked, so that it is made anew: the other machine
 * may be gone, and nobody has closed it. ioredis's own `socketTimeout` keeps the process alive.
 */
export function watchSilence(redis: Redis, ms: number): void {
  redis.on('connect', () => {
    const { stream } = redis;
    let bytesRead = -1;
    let isAsked = false;
    const look = () => {
      if (stream.bytesRead !== bytesRead) isAsked = false;
      else if (isAsked) stream.destroy(new Error(`Nothing has come from Redis for ${ms} ms`));
      else {
        isAsked = true;
        redis.ping().catch(() => undefined); // silence tells
      }
      bytesRead = stream.bytesRead;
    };
    const timer = setInterval(look, ms / 3).unref();
    stream.once('close', () => clearInterval(timer));
  });
}
