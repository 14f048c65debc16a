/** A Redis, or Valkey, on a free port of this machine, with a temporary directory. */
export interface RedisServer {
  /** `redis://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** Kills it, and starts it again on the same port, with what its log of commands has. */
  restart(): Promise<void>;
  /** Ends it and removes its directory. */
  stop(): Promise<void>;
}

/**
 * Starts `redis-server` or `valkey-server`, found in `PATH`, or what the variable `REDIS_SERVER` names. Rejects when there
 * is none.
 */
export function startRedis(options?: { readonly appendOnly?: boolean }): Promise<RedisServer>;
