import type { Chunk } from './job.js';
import type { WorkerHost } from '../host/worker-host.js';

const MIN_INTERVAL_MS = 5;
const MAX_INTERVAL_MS = 100;

interface Watch {
  readonly host: WorkerHost;
  readonly chunk: Chunk;
  readonly timeout: number | undefined;
  offset: number | undefined;
  since: number;
}

/**
 * Ends workers whose present item takes longer than its chain allows, or whose instances take longer to make than
 * anybody would wait. Nothing runs while there is nothing to watch.
 */
export class Watchdog {
  readonly #watches = new Map<WorkerHost, Watch>();
  readonly #prepareTimeout: number;
  #timer: NodeJS.Timeout | undefined;
  #interval = MAX_INTERVAL_MS;

  /** @param prepareTimeout ms that a worker may take to load classes and to make their instances */
  constructor(prepareTimeout: number) {
    this.#prepareTimeout = prepareTimeout;
  }

  /** `host` has begun with `chunk`. */
  watch(host: WorkerHost, chunk: Chunk): void {
    const { timeout } = chunk.job.spec;
    if (timeout === undefined && !host.isPreparing) {
      this.#watches.delete(host);
      return;
    }
    this.#watches.set(host, { host, chunk, timeout, offset: undefined, since: performance.now() });
    const interval = Math.max(
      MIN_INTERVAL_MS,
      Math.min((timeout ?? this.#prepareTimeout) / 10, MAX_INTERVAL_MS),
    );
    if (this.#timer && interval >= this.#interval) return;
    this.stop();
    this.#interval = interval;
    // After the messages that are there already: this thread may have had no time for them.
    this.#timer = setInterval(() => setImmediate(() => this.#look()), interval);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const now = performance.now();
    for (const watch of this.#watches.values()) {
      const { host, chunk, timeout } = watch;
      if (host.chunk !== chunk) {
        this.#watches.delete(host);
        continue;
      }
      // Told by the item's place, seen from one clock: threads' clocks need not agree.
      const position = host.slot.position();
      const offset = position?.chunk === chunk.id ? position.offset : undefined;
      if (offset !== watch.offset) {
        watch.offset = offset;
        watch.since = now;
        continue;
      }
      const limit = offset === undefined ? this.#prepareTimeout : timeout;
      if (limit === undefined || now - watch.since < limit) continue;
      this.#watches.delete(host);
      host.end({ kind: offset === undefined ? 'unprepared' : 'timeout', ms: limit });
    }
    if (this.#watches.size === 0) this.stop();
  }
}
