import { diag } from '@opentelemetry/api';
import { Worker } from 'bullmq';
import type { Job as QueueJob, Queue } from 'bullmq';
import { isBefore } from './replies.js';
import type { Replies } from './replies.js';
import type { OpenChunk } from './open-chunk.js';
import type { ResolvedQueueOptions } from '../queue-options.js';
import type { Redis } from 'ioredis';

/** What has become of a chunk that nothing was heard of. */
export type Fate =
  | { readonly kind: 'stalled'; readonly flight: unknown }
  /** A worker could make nothing of it. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It is not on the queue any more; Redis may have been started again without its latest. */
  | { readonly kind: 'gone' };

// More of them are looked at the next time.
const AT_ONCE = 64;

/**
 * Looks for chunks whose worker is gone. Workers notice that of each other, and tell; this is for when there is none
 * left, and for what Redis itself has lost.
 */
export class LostChunks {
  readonly #queue: Queue;
  readonly #replies: Replies;
  readonly #options: ResolvedQueueOptions;
  readonly #connection: Redis;
  readonly #open: ReadonlyMap<number, OpenChunk>;
  readonly #onLost: (open: OpenChunk, fate: Fate) => void;
  readonly #timer: NodeJS.Timeout;
  // BullMQ's own, which finds jobs whose lock has expired; it takes none.
  #checker: Worker | undefined;
  #isLooking = false;
  #isStopped = false;

  constructor(
    {
      queue,
      replies,
      connection,
    }: { readonly queue: Queue; readonly replies: Replies; readonly connection: Redis },
    options: ResolvedQueueOptions,
    open: ReadonlyMap<number, OpenChunk>,
    onLost: (open: OpenChunk, fate: Fate) => void,
  ) {
    this.#queue = queue;
    this.#replies = replies;
    this.#connection = connection;
    this.#options = options;
    this.#open = open;
    this.#onLost = onLost;
    const period = Math.min(options.stallTimeout / 2, 5_000);
    this.#timer = setInterval(() => void this.#look(), period).unref();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#endChecker();
  }

  async #look(): Promise<void> {
    if (this.#isLooking || this.#isStopped || this.#connection.status !== 'ready') return;
    this.#isLooking = true;
    try {
      const longAgo = performance.now() - this.#options.stallTimeout / 2;
      const quiet = [...this.#open.values()]
        .filter(({ heardAt }) => heardAt < longAgo)
        .sort((one, other) => one.lookedAt - other.lookedAt)
        .slice(0, AT_ONCE);
      if (quiet.length > 0) await this.#check();
      // Its connection keeps the process alive.
      if (this.#open.size === 0) await this.#endChecker();
      await Promise.all(quiet.map((open) => this.#lookAt(open)));
    } catch (error) {
      diag.warn('threadspan: chunks without news could not be looked for', error);
    } finally {
      this.#isLooking = false;
    }
  }

  async #check(): Promise<void> {
    if (this.#checker) return;
    const { queue, prefix, stallTimeout } = this.#options;
    this.#checker = new Worker(queue, null, {
      connection: this.#connection,
      prefix,
      autorun: false,
      stalledInterval: stallTimeout,
      lockDuration: stallTimeout,
      maxStalledCount: Number.MAX_SAFE_INTEGER,
    });
    this.#checker.on('error', () => undefined); // the connection tells
    await this.#checker.waitUntilReady();
    void this.#checker.startStalledCheckTimer();
  }

  async #endChecker(): Promise<void> {
    const checker = this.#checker;
    this.#checker = undefined;
    await checker?.close(true);
  }

  async #lookAt(open: OpenChunk): Promise<void> {
    open.lookedAt = performance.now();
    const job = (await this.#queue.getJob(open.jobId)) as QueueJob | undefined;
    if (this.#isStopped || this.#open.get(open.chunk.id) !== open) return;
    if (job === undefined) {
      // Its last reply may have been sent before it went, and not have been read.
      open.missingAt ??= await this.#replies.end();
      if (!isBefore(this.#replies.latest, open.missingAt)) this.#onLost(open, { kind: 'gone' });
    } else if (job.failedReason) {
      await remove(job);
      this.#onLost(open, { kind: 'refused', reason: job.failedReason });
    } else if (job.stalledCounter > 0 && (await remove(job))) {
      // Where it can't be removed a worker has it, which will tell.
      this.#onLost(open, { kind: 'stalled', flight: job.progress });
    }
  }
}

async function remove(job: QueueJob): Promise<boolean> {
  try {
    await job.remove();
    return true;
  } catch {
    return false;
  }
}
