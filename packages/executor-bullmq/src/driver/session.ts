import { randomUUID } from 'node:crypto';
import { diag } from '@opentelemetry/api';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { BlobStore } from '../blobs.js';
import { connect, firstAnswer } from '../connection.js';
import { Keys } from '../keys.js';
import { addLocalDriver } from '../local-drivers.js';
import { CHUNK, PROTOCOL_VERSION } from '../protocol.js';
import type { ChunkData, Control, Reply } from '../protocol.js';
import type { ResolvedQueueOptions } from '../queue-options.js';
import { LostChunks } from './lost-chunks.js';
import type { Fate } from './lost-chunks.js';
import type { OpenChunk } from './open-chunk.js';
import { PendingFlushes } from './pending-flushes.js';
import { Replies } from './replies.js';
import { WorkerList } from './worker-list.js';

// What a failed job has to say is read within seconds; after a day nobody will.
const KEEP_FAILED_S = 86_400;

/** Hears what comes from Redis. */
export interface SessionListener {
  onReply(reply: Reply): void;
  onLost(open: OpenChunk, fate: Fate): void;
  /** There may be more workers than before. */
  onWorkers(): void;
}

type Message = Control extends infer C ? (C extends Control ? Omit<C, 'version' | 'driver'> : never) : never;

/** The driver's side of Redis: the queue that chunks go to, and the stream that replies come from. */
export class Session {
  /** Workers know a driver by it. */
  readonly driver = randomUUID();
  readonly blobs: BlobStore;
  readonly workers: WorkerList;
  readonly #listener: SessionListener;
  readonly #keys: Keys;
  readonly #commands: Redis;
  readonly #blocking: Redis;
  readonly #queue: Queue<ChunkData>;
  readonly #replies: Replies;
  readonly #lost: LostChunks;
  readonly #flushes: PendingFlushes;
  readonly #removeLocal = addLocalDriver(this.driver);
  #isHeld = true;

  constructor(
    options: ResolvedQueueOptions,
    open: ReadonlyMap<number, OpenChunk>,
    listener: SessionListener,
  ) {
    const { connection, queue, prefix, telemetry } = options;
    this.#listener = listener;
    this.#keys = new Keys(prefix, queue);
    this.#commands = connect(connection);
    this.#blocking = connect(connection, true);
    for (const redis of [this.#commands, this.#blocking]) redis.on('connect', () => this.#applyHold(redis));
    this.blobs = new BlobStore(this.#commands, this.#keys);
    this.workers = new WorkerList(this.#commands, this.#keys, () => listener.onWorkers());
    this.#queue = new Queue<ChunkData>(queue, {
      connection: this.#commands,
      prefix,
      ...(telemetry ? { telemetry } : {}),
    });
    this.#queue.on('error', () => undefined); // the connection tells
    this.#replies = new Replies(
      this.driver,
      { commands: this.#commands, blocking: this.#blocking, keys: this.#keys },
      (reply) => this.#take(reply),
    );
    this.#lost = new LostChunks(
      { queue: this.#queue, replies: this.#replies, connection: this.#commands },
      options,
      open,
      (chunk, fate) => listener.onLost(chunk, fate),
    );
    this.#flushes = new PendingFlushes(() => this.workers.names);
  }

  /** Resolves when Redis has answered. Rejects with `QUEUE_UNREACHABLE` when it does not. */
  async start(): Promise<void> {
    await firstAnswer(this.#commands, () => this.#replies.renew());
    void this.#replies.read();
    this.workers.start();
  }

  /** Puts a chunk on the queue. */
  async add({ jobId, run }: OpenChunk, data: ChunkData): Promise<void> {
    const options = { jobId, removeOnComplete: true, removeOnFail: { age: KEEP_FAILED_S } };
    // In the context of its job, which BullMQ's telemetry asks for.
    await run.inContext(() => this.#queue.add(CHUNK, data, options));
  }

  /** Takes a chunk from the queue, unless a worker has it. */
  async remove(jobId: string): Promise<void> {
    try {
      await this.#queue.remove(jobId);
    } catch (error) {
      diag.debug('threadspan: a chunk that nobody wants stays on the queue', error);
    }
  }

  /** Tells all workers. */
  async tell(message: Message): Promise<void> {
    const control = { version: PROTOCOL_VERSION, driver: this.driver, ...message } as Control;
    await this.#commands.publish(this.#keys.control, JSON.stringify(control));
  }

  /** Whether there is work: idle, a driver asks for nothing, and its connections do not keep the process alive. */
  hold(isHeld: boolean): void {
    if (this.#isHeld === isHeld) return;
    this.#isHeld = isHeld;
    if (isHeld) this.workers.start();
    else this.workers.stop();
    this.#applyHold(this.#commands);
    this.#applyHold(this.#blocking);
  }

  /** Resolves when all workers have sent what their extensions hold, or after `timeout` ms. */
  async flush(timeout: number): Promise<void> {
    if (this.#commands.status !== 'ready' || this.workers.names.length === 0) return;
    const { id, done } = this.#flushes.begin(timeout);
    await this.tell({ type: 'flush', id, timeout });
    await done;
  }

  async close(): Promise<void> {
    this.#removeLocal();
    this.workers.stop();
    this.blobs.stop();
    await this.#lost.stop();
    if (this.#commands.status === 'ready') await this.tell({ type: 'bye' });
    await this.#replies.stop();
    this.#blocking.disconnect();
    await this.#queue.close();
    this.#commands.disconnect();
  }

  #take(reply: Reply): void {
    if (reply.message.type === 'flushed') this.#flushes.answered(reply.message.id, reply.worker);
    else this.#listener.onReply(reply);
  }

  #applyHold({ stream }: Redis): void {
    if (this.#isHeld) stream?.ref?.();
    else stream?.unref?.();
  }
}
