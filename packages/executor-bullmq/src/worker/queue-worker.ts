import { randomBytes } from 'node:crypto';
import { availableParallelism, hostname } from 'node:os';
import { diag } from '@opentelemetry/api';
import { flushWorkers } from '@threadspan/context/ports';
import { ThreadspanError } from '@threadspan/executor';
import type { ExecutorOptions } from '@threadspan/executor';
import { createThreadPool, invalid, requireInteger } from '@threadspan/executor/engine';
import type { ThreadPool } from '@threadspan/executor/engine';
import { UnrecoverableError, Worker } from 'bullmq';
import type { Job as QueueJob } from 'bullmq';
import type { Redis } from 'ioredis';
import { connect } from '../connection.js';
import { Keys } from '../keys.js';
import { PROTOCOL_VERSION } from '../protocol.js';
import type { ChunkData, Control, Presence } from '../protocol.js';
import { resolveQueueOptions } from '../queue-options.js';
import type { QueueOptions, ResolvedQueueOptions } from '../queue-options.js';
import { readControl } from '../read-control.js';
import { BlobCache } from './blob-cache.js';
import { ChunkOutbox } from './chunk-outbox.js';
import { loadClasses } from './classes.js';
import type { KnownClass } from './classes.js';
import { FlightLog } from './flight-log.js';
import { readChunk } from './read-chunk.js';
import { ReplySender } from './reply-sender.js';
import { RunBook } from './run-book.js';
import { Traces } from './traces.js';

/** What a worker offers. */
export interface QueueWorkerOptions
  extends
    QueueOptions,
    Pick<ExecutorOptions, 'startTimeout' | 'resourceLimits' | 'execArgv' | 'env' | 'workerEntry'> {
  /**
   * The built files whose classes drivers may use: file URLs or absolute paths. Their exported classes with annotated
   * methods are known by the names of the exports; nothing else can be called.
   */
  readonly modules: readonly (URL | string)[];
  /** Worker threads, 1 or more. Default: `os.availableParallelism()`. */
  readonly threads?: number;
  /** How many chunks it has at once. Default: one more than threads, so that none waits for the next. */
  readonly concurrency?: number;
  /** How often it is written down what the threads are on, in ms; for when the whole process dies. Default: 500. */
  readonly flightInterval?: number;
}

/** A process, or a part of one, that does the work of a queue. */
export interface QueueWorker extends AsyncDisposable {
  /** By which drivers, BullMQ and errors know it: host, process id, and something unique. */
  readonly name: string;
  /** Takes no more chunks, and resolves when those that it has are done and their results sent. */
  close(): Promise<void>;
}

const PRESENCE_MS = 1_000;
const PRESENCE_TTL_S = 10;
const TIDY_MS = 5_000;
const CONNECT_MS = 10_000;
// BullMQ ends its own span when we are through with a chunk.
const LATE_SPANS_MS = 50;
// How much of a flush's time the threads may take; the rest is for the way home.
const FLUSH_SHARE = 0.8;

/**
 * Takes chunks from the queue and runs them on worker threads, until it is closed.
 *
 * Rejects with a ThreadspanError: `INVALID_ARGUMENT`, `WORKER_START_FAILED` when a module can't be loaded or has no class
 * with annotated methods, `QUEUE_UNREACHABLE` when Redis has not answered within ten seconds.
 */
export async function startQueueWorker(options: QueueWorkerOptions): Promise<QueueWorker> {
  const resolved = resolveQueueOptions(options);
  const { modules, threads = availableParallelism(), flightInterval = 500 } = options;
  if (!Array.isArray(modules) || modules.length === 0)
    throw invalid('modules', 'a list of one built file or more that exports a class', modules);
  requireInteger('threads', threads, 1, 1_024);
  const { concurrency = threads + 1 } = options;
  requireInteger('concurrency', concurrency, 1, 4_096);
  requireInteger('flightInterval', flightInterval, 10, 3_600_000);
  const classes = await loadClasses(modules);
  const { startTimeout, resourceLimits, execArgv, env, workerEntry } = options;
  const pool = createThreadPool({
    workers: threads,
    ...(startTimeout === undefined ? {} : { startTimeout }),
    ...(resourceLimits ? { resourceLimits } : {}),
    ...(execArgv ? { execArgv } : {}),
    ...(env ? { env } : {}),
    ...(workerEntry ? { workerEntry } : {}),
  });
  const worker = new QueueWorkerProcess({ ...resolved, concurrency, flightInterval }, pool, classes);
  try {
    await worker.start();
  } catch (error) {
    await worker.abandon();
    throw error;
  }
  return worker;
}

interface WorkerSettings extends ResolvedQueueOptions {
  readonly concurrency: number;
  readonly flightInterval: number;
}

class QueueWorkerProcess implements QueueWorker {
  readonly name = `${hostname().replace(/[^\w.-]/g, '_')}-${process.pid}-${randomBytes(3).toString('hex')}`;
  readonly #settings: WorkerSettings;
  readonly #pool: ThreadPool;
  readonly #keys: Keys;
  readonly #commands: Redis;
  readonly #subscriber: Redis;
  readonly #worker: Worker<ChunkData>;
  readonly #blobs: BlobCache;
  readonly #traces = new Traces();
  readonly #runs: RunBook;
  readonly #sender: ReplySender;
  readonly #flights = new FlightLog(this.name);
  readonly #timers: NodeJS.Timeout[] = [];
  #closing: Promise<void> | undefined;
  #lastError: unknown;

  constructor(settings: WorkerSettings, pool: ThreadPool, classes: ReadonlyMap<string, KnownClass>) {
    const { connection, queue, prefix, stallTimeout, concurrency, telemetry } = settings;
    this.#settings = settings;
    this.#pool = pool;
    this.#keys = new Keys(prefix, queue);
    this.#commands = connect(connection);
    this.#commands.on('error', (error) => (this.#lastError = error));
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

  async start(): Promise<void> {
    await this.#connected();
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

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  /** Lets go of everything at once. */
  async abandon(): Promise<void> {
    this.#timers.forEach(clearInterval);
    this.#subscriber.disconnect();
    await this.#worker.close(true).catch(() => undefined);
    this.#commands.disconnect();
    this.#runs.leave();
    await this.#pool.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const drained = this.#worker.close().then(() => true);
    // What can't be sent to a Redis that is gone for good is lost anyway; the drivers will have it done elsewhere.
    const isDrained = await Promise.race([drained, this.#disconnected()]);
    if (!isDrained) {
      diag.warn('threadspan: a queue worker has ended without Redis; what it had not sent is lost');
      await this.abandon();
      return;
    }
    this.#timers.forEach(clearInterval);
    this.#runs.close();
    await this.#pool.close();
    await this.#commands.del(this.#keys.worker(this.name));
    await this.#commands.srem(this.#keys.workers, this.name);
    this.#subscriber.disconnect();
    this.#commands.disconnect();
  }

  async #process(job: QueueJob<ChunkData>): Promise<void> {
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
    const outbox = await this.#begin(data);
    this.#flights.begin(outbox, job);
    const isWanted = await outbox.finished;
    this.#flights.end(outbox);
    if (!isWanted) this.#runs.end(driver);
    setTimeout(() => void this.#sender.sendPayloads(driver).catch(() => undefined), LATE_SPANS_MS).unref();
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

  /** Resolves to false when there has been no connection for a while. */
  async #disconnected(): Promise<boolean> {
    const period = CONNECT_MS / 10;
    for (let ms = 0; ms < CONNECT_MS; ms = this.#commands.status === 'ready' ? 0 : ms + period)
      await new Promise((resolve) => setTimeout(resolve, period).unref());
    return false;
  }

  async #connected(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () =>
          reject(
            new ThreadspanError(
              'QUEUE_UNREACHABLE',
              `Redis has not answered within ${CONNECT_MS / 1_000} s; look at \`connection\``,
              { cause: this.#lastError },
            ),
          ),
        CONNECT_MS,
      );
    });
    try {
      await Promise.race([this.#commands.ping(), tooLate]);
    } finally {
      clearTimeout(timer);
    }
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
