import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { Site } from './site';

const BASE = 'bull:threadspan:probes';

/** Somebody who writes into the Redis of a site what no driver and no worker would. */
export class Forger {
  readonly redis: Redis;
  readonly queue: Queue;
  /** The driver that it pretends to be. */
  readonly driver = randomUUID();

  constructor(site: Site) {
    const { port } = site.redis;
    this.redis = new Redis(port, '127.0.0.1');
    this.queue = new Queue('probes', { connection: { host: '127.0.0.1', port } });
  }

  /** A chunk as a driver would make it, but for what is changed. */
  chunk(change: object = {}): object {
    const { driver } = this;
    const spec = 'a'.repeat(64);
    return { version: 1, driver, run: 1, spec, chunk: 1, attempt: 1, items: [], ...change };
  }

  spec(change: object = {}): object {
    return {
      version: 1,
      stages: [{ kind: 'map', instance: 1, method: 'double' }],
      instances: [{ id: 1, exportName: 'Probe', items: [] }],
      contexts: [],
      shared: [],
      retries: 0,
      ...change,
    };
  }

  /** Stores a blob and gives its hash. */
  async store(value: unknown): Promise<string> {
    const bytes = Buffer.isBuffer(value) ? value : serialize(value);
    const hash = createHash('sha256').update(bytes).digest('hex');
    await this.redis.set(`${BASE}:blob:${hash}`, bytes);
    return hash;
  }

  /** Puts jobs on the queue and waits until workers are through with all that there are. */
  async add(...datas: readonly unknown[]): Promise<void> {
    await this.queue.addBulk(datas.map((data) => ({ name: 'chunk', data })));
    for (;;) {
      const counts = await this.queue.getJobCounts('wait', 'active', 'prioritized', 'delayed');
      if (Object.values(counts).every((count) => count === 0)) return;
      await sleep(20);
    }
  }

  /** Why workers have refused jobs, since the last time. */
  async refusals(): Promise<string[]> {
    const jobs = await this.queue.getFailed(0, 10_000);
    await this.queue.clean(0, 100_000, 'failed');
    return jobs.map(({ failedReason }) => failedReason ?? '');
  }

  /** Makes workers believe that its driver is there. */
  async listen(): Promise<void> {
    await this.redis.xadd(this.#replies(this.driver), '*', 'hello', '');
  }

  /** What workers have answered it. */
  async answers(): Promise<{ type: string; error?: { code?: string; message?: string } }[]> {
    const entries = await this.redis.xrangeBuffer(this.#replies(this.driver), '-', '+');
    await this.redis.del(this.#replies(this.driver));
    await this.listen();
    return entries
      .map(([, [, bytes]]) => bytes)
      .filter((bytes) => bytes !== undefined && bytes.length > 0)
      .map((bytes) => (deserialize(bytes!) as { message: { type: string } }).message);
  }

  /** Writes into the streams of all drivers. */
  async reply(...values: readonly unknown[]): Promise<void> {
    const keys = await this.redis.keys(`${BASE}:replies:*`);
    for (const value of values) {
      const bytes = Buffer.isBuffer(value) ? value : serialize(value);
      await Promise.all(keys.map((key) => this.redis.xadd(key, '*', 'reply', bytes)));
    }
  }

  async tell(text: string): Promise<void> {
    await this.redis.publish(`${BASE}:control`, text);
  }

  /** Pretends to be a worker. */
  async present(name: string, text: string): Promise<void> {
    await this.redis.set(`${BASE}:worker:${name}`, text);
    await this.redis.sadd(`${BASE}:workers`, name);
  }

  async close(): Promise<void> {
    await this.queue.close();
    this.redis.disconnect();
  }

  #replies(driver: string): string {
    return `${BASE}:replies:${driver}`;
  }
}
