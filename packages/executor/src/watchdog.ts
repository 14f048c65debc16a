import type { Chunk } from './job.js';
import type { WorkerHost } from './worker-host.js';

const MIN_INTERVAL_MS = 5;
const MAX_INTERVAL_MS = 100;

interface Watch {
  readonly host: WorkerHost;
  readonly chunk: Chunk;
  readonly timeout: number;
  offset: number | undefined;
  since: number;
}

/** Ends workers whose present item takes longer than its chain allows. Nothing runs while no chain has a limit. */
export class Watchdog {
  readonly #watches = new Map<WorkerHost, Watch>();
  #timer: NodeJS.Timeout | undefined;
  #interval = MAX_INTERVAL_MS;

  /** `host` has begun with `chunk`. */
  watch(host: WorkerHost, chunk: Chunk): void {
    const { timeout } = chunk.job.spec;
    if (timeout === undefined) {
      this.#watches.delete(host);
      return;
    }
    this.#watches.set(host, { host, chunk, timeout, offset: undefined, since: performance.now() });
    const interval = Math.max(MIN_INTERVAL_MS, Math.min(timeout / 10, MAX_INTERVAL_MS));
    if (this.#timer && interval >= this.#interval) return;
    this.stop();
    this.#interval = interval;
    this.#timer = setInterval(() => this.#look(), interval);
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
      } else if (offset !== undefined && now - watch.since >= timeout) {
        this.#watches.delete(host);
        host.end({ kind: 'timeout', ms: timeout });
      }
    }
    if (this.#watches.size === 0) this.stop();
  }
}
