import { ThreadspanError } from '@threadspan/executor';
import { Turns, unsendableInput } from '@threadspan/executor/engine';
import type { Chunk, Job } from '@threadspan/executor/engine';
import type { ChunkData } from '../protocol.js';
import { OpenChunk, chunkData } from './open-chunk.js';
import { startRun } from './run.js';
import type { Run } from './run.js';
import type { Session } from './session.js';

// As long as nobody knows how many workers there are.
const FIRST_CHUNKS = 16;
// On the queue or with workers, all of this driver's chunks together.
const MAX_OPEN_BYTES = 256_000_000;

export interface SenderListener {
  /** What an item is could not be sent; `error` is its outcome. */
  onUnsendable(chunk: Chunk, error: unknown): void;
  /** Chunks may have been sent. */
  onSent(): void;
}

/** Cuts jobs into chunks, each job in its turn, and puts as many on the queue as keep the workers busy. */
export class ChunkSender {
  readonly #maxPayload: number;
  readonly #listener: SenderListener;
  readonly #turns = new Turns();
  readonly #runs = new Map<Job, Run>();
  readonly #open = new Map<number, OpenChunk>();
  #openBytes = 0;
  #latestRun = 0;
  #session: Session | undefined;
  #sendsSoon = false;

  constructor(maxPayload: number, listener: SenderListener) {
    this.#maxPayload = maxPayload;
    this.#listener = listener;
  }

  /** The chunks that are on the queue or with workers, by their ids. */
  get open(): ReadonlyMap<number, OpenChunk> {
    return this.#open;
  }

  /** Whether a worker has said that it is on the job. */
  isTaken(job: Job): boolean {
    return [...this.#open.values()].some(({ chunk, worker }) => chunk.job === job && worker !== undefined);
  }

  /** There is a Redis to send to. */
  start(session: Session): void {
    this.#session = session;
    this.sendSoon();
  }

  /** The job may have something to send. */
  add(job: Job): void {
    this.#turns.add(job);
    this.sendSoon();
  }

  /** Nobody wants the job any more. */
  remove(job: Job): void {
    this.#turns.remove(job);
    let isUnderWay = false;
    for (const open of this.#open.values()) {
      if (open.chunk.job !== job) continue;
      isUnderWay = true;
      this.#forget(open);
      void this.#session?.remove(open.jobId);
    }
    const run = this.#runs.get(job);
    if (run === undefined) return;
    this.#runs.delete(job);
    run.release();
    // Calls and preparations have but one chunk.
    if (isUnderWay || job.spec.context === undefined)
      void this.#session?.tell({ type: 'end', run: run.id }).catch(() => undefined);
  }

  /** A chunk is over: `ran` of its items took `ms`, the others were given back. */
  release(open: OpenChunk, ran: number, ms: number): void {
    this.#forget(open);
    open.chunk.job.release(ran, ms);
    this.sendSoon();
  }

  /** After what comes in the same turn of the event loop. */
  sendSoon(): void {
    if (this.#sendsSoon || this.#session === undefined) return;
    this.#sendsSoon = true;
    process.nextTick(() => {
      this.#sendsSoon = false;
      if (this.#session) this.#sendAll(this.#session);
    });
  }

  #sendAll(session: Session): void {
    const { threads, concurrency } = session.workers;
    // As many as the workers have at once, and as many again for when they are through with those.
    const places = Math.max(FIRST_CHUNKS, 2 * concurrency);
    while (this.#open.size < places && this.#openBytes < MAX_OPEN_BYTES) {
      const chunk = this.#turns.next(Math.max(1, threads));
      if (chunk === undefined) break;
      this.#send(session, chunk);
    }
    this.#listener.onSent();
  }

  #send(session: Session, chunk: Chunk): void {
    const { job, items } = chunk;
    const run = this.#runOf(job, session, chunk);
    if (run === undefined) return;
    let packed;
    try {
      packed = chunkData(chunk, run, session.driver, this.#maxPayload);
      // As if a megabyte took as long to pack as a chunk may take.
      if (items.length > 0) job.cloned(items.length, packed.bytes / 1e6);
    } catch (cause) {
      this.#refuse(chunk, cause);
      return;
    }
    const open = new OpenChunk(chunk, run, `${session.driver}-${chunk.id}`, packed.bytes);
    this.#open.set(chunk.id, open);
    this.#openBytes += open.bytes;
    void this.#put(session, open, packed.data);
  }

  /** `undefined` when what the job needs can't be sent, which is the end of it. */
  #runOf(job: Job, session: Session, chunk: Chunk): Run | undefined {
    const known = this.#runs.get(job);
    if (known) return known;
    try {
      const run = startRun((this.#latestRun += 1), job, session.blobs, this.#maxPayload);
      this.#runs.set(job, run);
      return run;
    } catch (cause) {
      job.abandon(ThreadspanError.is(cause) ? cause : unsendableInput(chunk, cause));
      job.release(0, 0);
      return undefined;
    }
  }

  async #put(session: Session, open: OpenChunk, data: ChunkData): Promise<void> {
    const isWanted = () => this.#open.get(open.chunk.id) === open;
    try {
      await open.run.stored;
      if (!isWanted()) return;
      await session.add(open, data);
      if (!isWanted()) await session.remove(open.jobId);
    } catch (cause) {
      if (!isWanted()) return;
      const reason = cause instanceof Error ? cause.message : String(cause);
      const message = `The work could not be put on the queue: ${reason}`;
      open.chunk.job.abandon(new ThreadspanError('QUEUE_UNREACHABLE', message, { cause }));
      this.release(open, 0, 0);
    }
  }

  // Something in the chunk can't be sent: the half that has it is halved again, until the item is found.
  #refuse(chunk: Chunk, cause: unknown): void {
    const { job, items } = chunk;
    if (items.length > 1) {
      const middle = Math.ceil(items.length / 2);
      job.requeue(chunk, 0, middle);
      job.requeue(chunk, middle, items.length);
    } else {
      this.#listener.onUnsendable(chunk, ThreadspanError.is(cause) ? cause : unsendableInput(chunk, cause));
    }
    job.release(0, 0);
  }

  #forget(open: OpenChunk): void {
    if (this.#open.delete(open.chunk.id)) this.#openBytes -= open.bytes;
  }
}
