import { readCrashContext } from '@threadspan/context/ports';
import type { WorkerActivity } from '@threadspan/context/ports';
import type { WorkerStats } from '@threadspan/executor';
import type { Redis } from 'ioredis';
import { isCount, isListOf, isRecord, isText } from '../checks.js';
import type { Keys } from '../keys.js';
import { PROTOCOL_VERSION } from '../protocol.js';
import type { Presence } from '../protocol.js';

const LOOK_MS = 1_000;
const STATES = ['starting', 'idle', 'busy'];

/** The workers of a queue, as they say of themselves; not older than some seconds. */
export class WorkerList {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #onChange: () => void;
  #present: readonly Presence[] = [];
  // Asked for with each chunk, of what may be a thousand workers.
  #threads = 0;
  #concurrency = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param onChange called when there may be more of them than before */
  constructor(redis: Redis, keys: Keys, onChange: () => void) {
    this.#redis = redis;
    this.#keys = keys;
    this.#onChange = onChange;
  }

  /** Their threads, all together. */
  get threads(): number {
    return this.#threads;
  }

  /** How many chunks they have at once. */
  get concurrency(): number {
    return this.#concurrency;
  }

  get names(): readonly string[] {
    return this.#present.map(({ name }) => name);
  }

  /** Each thread, with an index among all of them. */
  stats(): WorkerStats[] {
    const count = this.threads;
    return this.#present
      .flatMap(({ workers }) => workers)
      .map(({ activity, ...stats }, at) => ({
        ...stats,
        index: at + 1,
        ...(activity ? { activity: asOneOf(activity, at + 1, count) } : {}),
      }));
  }

  activities(): WorkerActivity[] {
    return this.stats().flatMap(({ activity }) => activity ?? []);
  }

  /** Looks for them until `stop()`. */
  start(): void {
    if (this.#timer) return;
    this.#timer = setInterval(() => void this.look().catch(() => undefined), LOOK_MS).unref();
    void this.look().catch(() => undefined);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async look(): Promise<void> {
    const names = (await this.#redis.smembers(this.#keys.workers)).sort();
    const texts =
      names.length === 0 ? [] : await this.#redis.mget(names.map((name) => this.#keys.worker(name)));
    const gone = names.filter((_, at) => texts[at] === null);
    if (gone.length > 0) await this.#redis.srem(this.#keys.workers, ...gone);
    this.#present = texts.flatMap((text) => (text ? (readPresence(text) ?? []) : []));
    this.#threads = this.#present.reduce((sum, { threads }) => sum + threads, 0);
    this.#concurrency = this.#present.reduce((sum, { concurrency }) => sum + concurrency, 0);
    this.#onChange();
  }
}

function asOneOf(activity: WorkerActivity, index: number, count: number): WorkerActivity {
  return { ...activity, worker: { threadId: activity.worker?.threadId ?? 0, index, count } };
}

function readPresence(text: string): Presence | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value['version'] !== PROTOCOL_VERSION) return undefined;
  const { name, threads, concurrency, workers } = value;
  if (!isText(name) || !isCount(threads) || !isCount(concurrency) || !isListOf(workers, isStats))
    return undefined;
  return {
    version: PROTOCOL_VERSION,
    name,
    threads: Math.min(threads, 1_024),
    concurrency: Math.min(concurrency, 4_096),
    workers: (workers as readonly WorkerStats[]).map(readStats),
  };
}

function isStats(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { index, threadId, state, finishedItems } = value;
  return [index, threadId, finishedItems].every(isCount) && STATES.includes(state as string);
}

function readStats({ index, threadId, state, finishedItems, activity }: WorkerStats): WorkerStats {
  const where = readCrashContext(activity);
  const since = Number(activity?.since);
  return {
    index,
    threadId,
    state,
    finishedItems,
    ...(where ? { activity: { ...where, ...(since > 0 ? { since } : {}) } } : {}),
  };
}
