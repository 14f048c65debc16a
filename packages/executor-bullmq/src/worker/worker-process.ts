import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { diag } from '@opentelemetry/api';
import { flushWorkers } from '@threadspan/context/ports';
import type { ThreadPool } from '@threadspan/executor/engine';
import { UnrecoverableError, Worker } from 'bullmq';
import type { Job as QueueJob } from 'bullmq';
import type { Redis } from 'ioredis';
import { CONNECT_MS, connect, disconnectForGood, duplicatesOf, firstAnswer } from '../connection.js';
import { Keys } from '../keys.js';
import { PROTOCOL_VERSION } from '../protocol.js';
import type { ChunkData, Control, Presence } from '../protocol.js';
import type { ResolvedQueueOptions } from '../queue-options.js';
import { readControl } from '../read-control.js';
import { BlobCache } from './blob-cache.js';
import { ChunkOutbox } from './chunk-outbox.js';
import type { KnownClass } from './classes.js';
import { FlightLog } from './flight-log.js';
import { readChunk } from './read-chunk.js';
import { ReplySender } from './reply-sender.js';
import { RunBook } from './run-book.js';
import { Traces } from './traces.js';
import { Turnstile } from './turnstile.js';

const PRESENCE_MS = 1_000;
const PRESENCE_TTL_S = 10;
const TIDY_MS = 5_000;
// BullMQ ends its own span when we are through with a chunk.
const LATE_SPANS_MS = 50;
// How much of a flush's time the threads may take; the rest is for the way home.
const FLUSH_SHARE = 0.8;

export interface WorkerSettings extends ResolvedQueueOptions {
  readonly concurrency: number;
  readonly flightInterval: number;
}

/** The worker of a queue, in this process. */
export class WorkerProcess {
  /** By which others know it. */
  readonly name = `${hostname().replace(/[^\w.-]/g, '_')}-${process.pid}-${randomBytes(3).toString('hex')}`;
  readonly #settings: WorkerSettings;
  readonly #pool: ThreadPool;
  readonly #keys: Keys;
  readonly #commands: Redis;
  // That of BullMQ, which waits for chunks.
  readonly #duplicates: ReadonlySet<Redis>;
  readonly #subscriber: Redis;
  readonly #worker: Worker<ChunkData>;
  readonly #blobs: BlobCache;
  readonly #traces = new Traces();
  readonly #runs: RunBook;
  readonly #sender: ReplySender;
  readonly #suspects = new Turnstile(1);
  readonly #parts: Turnstile;
  readonly #flights = new FlightLog(this.name);
  readonly #timers: NodeJS.Timeout[] = [];
  /** How many it has. */
  #chunks = 0;
  #closing: Promise<void> | undefined;

  constructor(settings: WorkerSettings, pool: ThreadPool, classes: ReadonlyMap<string, KnownClass>) {
    const { connection, queue, prefix, stallTimeout, concurrency, telemetry } = settings;
    this.#settings = settings;
    this.#pool = pool;
    this.#parts = new Turnstile(pool.size);
    this.#keys = new Keys(prefix, queue);
    this.#commands = connect(connection);
    this.#duplicates = duplicatesOf(this.#commands);
    this.#subscriber = connect(connection);
    this.#blobs = new BlobCache(this.#commands, this.#keys);
    this.#runs = new RunBook({ pool, classes, blobs: this.#blobs, traces: this.#traces });
    this.#sender = new ReplySender(this.#commands, this.#keys, this.name, this.#traces);
    this.#worker = new Worker<ChunkData>(queue, (job) => this.#process(job), {
      connection: this.#commands,
      prefix,
      concurrency,
      name: this.name,
      autorun: false,
      lockDuration: stallTimeout,
      stalledInterval: stallTimeout,
      // It is for the driver to say what becomes of them.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      ...(telemetry ? { telemetry } : {}),
    });
    this.#worker.on('error', () => undefined); // the connection tells
  }

  /** Begins to take chunks. Rejects with `QUEUE_UNREACHABLE`. */
  async start(): Promise<void> {
    await firstAnswer(this.#commands, () => this.#commands.ping());
    this.#subscriber.on('message', (_channel, text) => this.#obey(text));
    await this.#subscriber.subscribe(this.#keys.control);
    await this.#sayPresent();
    this.#every(PRESENCE_MS, () => this.#sayPresent());
    this.#every(this.#settings.flightInterval, () => this.#flights.write(this.#runs.runs));
    this.#every(TIDY_MS, async () => {
      this.#runs.tidy();
      this.#blobs.tidy();
    });
    this.#worker.run().catch((error: unknown) => diag.error('threadspan: a queue worker has stopped', error));
  }

  /** Takes no more chunks, and resolves when those that it has are done and their results sent. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  /** Lets go of everything at once. */
  async abandon(): Promise<void> {
    this.#timers.forEach(clearInterval);
    this.#subscriber.disconnect();
    await this.#worker.close(true).catch(() => undefined);
    // What still waits in BullMQ to be paused would connect again.
    this.#duplicates.forEach(disconnectForGood);
    this.#commands.disconnect();
    this.#runs.leave();
    await this.#pool.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const drained = this.#drain().then(
      () => true,
      (error: unknown) => {
        diag.debug('threadspan: a queue worker could not end in order', error);
        return false;
      },
    );
    if (await Promise.race([drained, this.#isStuck()])) return;
    // What can't be sent to a Redis that is gone for good is lost anyway; the drivers will have it done elsewhere.
    diag.warn('threadspan: a queue worker has ended without Redis; what it had not sent is lost');
    await this.abandon();
  }

  // BullMQ's own `close` can't be forced any more once it waits; `pause` waits for the same, and leaves that to us.
  async #drain(): Promise<void> {
    await this.#worker.pause();
    this.#timers.forEach(clearInterval);
    this.#runs.close();
    await this.#pool.close();
    await this.#commands.del(this.#keys.worker(this.name));
    await this.#commands.srem(this.#keys.workers, this.name);
    await this.#worker.close(true);
    this.#subscriber.disconnect();
    this.#commands.disconnect();
  }

  async #process(job: QueueJob<ChunkData>): Promise<void> {
    this.#chunks += 1;
    try {
      await this.#answer(job);
    } finally {
      this.#chunks -= 1;
    }
  }

  async #answer(job: QueueJob<ChunkData>): Promise<void> {
    let data: ChunkData;
    try {
      data = readChunk(job.data, this.#settings.maxPayload);
    } catch (error) {
      throw new UnrecoverableError((error as Error).message);
    }
    const { driver, chunk } = data;
    if (job.stalledCounter > 0) {
      // Whoever had it is gone. What it was on, only the driver can tell apart from what is done.
      await this.#sender.send(driver, { type: 'stalled', chunk, flight: job.progress });
      return;
    }
    if (!(await this.#sender.isThere(driver))) {
      this.#runs.end(driver);
      return;
    }
    const leave = data.suspect ? await this.#waitForTurn(data) : undefined;
    try {
      await this.#run(job, data);
    } finally {
      leave?.();
    }
    setTimeout(() => void this.#sender.sendPayloads(driver).catch(() => undefined), LATE_SPANS_MS).unref();
  }

  /** What may have cost a worker its life is tried with no other of the kind, so that none fails for another. */
  #waitForTurn({ attempt }: ChunkData): Promise<() => void> {
    return (attempt > 1 ? this.#suspects : this.#parts).enter();
  }

  async #run(job: QueueJob<ChunkData>, data: ChunkData): Promise<void> {
    if (data.suspect) await this.#flights.announce(job);
    const outbox = await this.#begin(data);
    this.#flights.begin(outbox, job);
    const isWanted = await outbox.finished;
    this.#flights.end(outbox);
    if (!isWanted) this.#runs.end(data.driver);
  }

  async #begin(data: ChunkData): Promise<ChunkOutbox> {
    const { maxPayload } = this.#settings;
    try {
      return await this.#runs.run(data, (methodName, count) => {
        return new ChunkOutbox(data, count, { sender: this.#sender, methodName, maxPayload });
      });
    } catch (error) {
      throw new UnrecoverableError((error as Error).message);
    }
  }

  #obey(text: string): void {
    const control = readControl(text);
    if (control === undefined)
      diag.warn('threadspan: a message was ignored that no driver of this version sends');
    else if (control.type === 'end') this.#runs.end(control.driver, control.run);
    else if (control.type === 'forget') this.#runs.forget(control.driver, control.instance);
    else if (control.type === 'bye') this.#runs.end(control.driver);
    else void this.#flush(control).catch(() => undefined);
  }

  async #flush({ driver, id, timeout }: Control & { readonly type: 'flush' }): Promise<void> {
    await flushWorkers(Math.min(timeout, 60_000) * FLUSH_SHARE);
    await this.#sender.sendPayloads(driver);
    await this.#sender.send(driver, { type: 'flushed', id });
  }

  async #sayPresent(): Promise<void> {
    const presence: Presence = {
      version: PROTOCOL_VERSION,
      name: this.name,
      threads: this.#pool.size,
      concurrency: this.#settings.concurrency,
      workers: this.#pool.scheduler.stats().workers,
    };
    await this.#commands.set(this.#keys.worker(this.name), JSON.stringify(presence), 'EX', PRESENCE_TTL_S);
    await this.#commands.sadd(this.#keys.workers, this.name);
  }

  /**
   * Resolves to false when, for a while, there has been no connection or nothing to do: BullMQ waits for ever where it
   * was to let go of a connection that was just being made again.
   */
  async #isStuck(): Promise<false> {
    const period = CONNECT_MS / 10;
    const isBusy = () => this.#commands.status === 'ready' && this.#chunks > 0;
    for (let ms = 0; ms < CONNECT_MS; ms = isBusy() ? 0 : ms + period)
      await new Promise((resolve) => setTimeout(resolve, period).unref());
    return false;
  }

  // Those that come while there is no connection wait for it; one of each is enough.
  #every(ms: number, act: () => Promise<void>): void {
    let isActing = false;
    const timer = setInterval(() => {
      if (isActing) return;
      isActing = true;
      act()
        .catch((error: unknown) => diag.debug('threadspan: a queue worker could not write to Redis', error))
        .finally(() => (isActing = false));
    }, ms);
    this.#timers.push(timer);
  }
}
