import { readCrashContext } from '@threadspan/context/ports';
import type { WorkerActivity } from '@threadspan/context/ports';
import type { WorkerStats } from '@threadspan/executor';
import type { Redis } from 'ioredis';
import { isCount, isRecord, isText } from '../checks.js';
import type { Keys } from '../keys.js';
import { PROTOCOL_VERSION } from '../protocol.js';
import type { Presence } from '../protocol.js';

const LOOK_MS = 1_000;
// To look at one of them takes some 0.1 ms of the driver's time, which has other things to do.
const LOOK_MS_EACH = 5;
const STATES = ['starting', 'idle', 'busy'];

/** What is read of a worker's presence at once; what its threads are on is looked at when somebody asks for it. */
interface Present extends Pick<Presence, 'name' | 'threads' | 'concurrency'> {
  readonly workers: readonly unknown[];
}

/** The workers of a queue, as they say of themselves; not older than some seconds. */
export class WorkerList {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #onChange: () => void;
  #present: readonly Present[] = [];
  // Asked for with each chunk, of what may be a thousand workers.
  #threads = 0;
  #concurrency = 0;
  #timer: NodeJS.Timeout | undefined;
  #isWanted = false;
  #isLooking = false;
  #lookedAt = -Infinity;

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
      .flatMap(({ workers }) => workers.filter(isStats).map(readStats))
      .map(({ activity, ...stats }, at) => ({
        ...stats,
        index: at + 1,
        ...(activity ? { activity: asOneOf(activity, at + 1, count) } : {}),
      }));
  }

  activities(): WorkerActivity[] {
    return this.stats().flatMap(({ activity }) => activity ?? []);
  }

  /** Looks for them until `stop()`; at once, unless it has just been done. */
  start(): void {
    this.#isWanted = true;
    this.#lookWhenDue();
  }

  stop(): void {
    this.#isWanted = false;
    clearTimeout(this.#timer);
  }

  /** Looks once, for whoever asks next, unless that has just been done or is done anyway. */
  refresh(): void {
    if (this.#isWanted || this.#isLooking || performance.now() - this.#lookedAt < LOOK_MS) return;
    void this.#lookOn();
  }

  #lookWhenDue(): void {
    clearTimeout(this.#timer);
    if (!this.#isWanted || this.#isLooking) return;
    const pause = Math.max(LOOK_MS, this.#present.length * LOOK_MS_EACH);
    const due = Math.max(0, this.#lookedAt + pause - performance.now());
    this.#timer = setTimeout(() => void this.#lookOn(), due).unref();
  }

  async #lookOn(): Promise<void> {
    this.#isLooking = true;
    await this.look().catch(() => undefined);
    this.#lookedAt = performance.now();
    this.#isLooking = false;
    this.#lookWhenDue();
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

function readPresence(text: string): Present | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value['version'] !== PROTOCOL_VERSION) return undefined;
  const { name, threads, concurrency, workers } = value;
  if (!isText(name) || !isCount(threads) || !isCount(concurrency) || !Array.isArray(workers))
    return undefined;
  return {
    name,
    threads: Math.min(threads, 1_024),
    concurrency: Math.min(concurrency, 4_096),
    workers,
  };
}

function isStats(value: unknown): value is WorkerStats {
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
