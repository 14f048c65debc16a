import { diag } from '@opentelemetry/api';
import { getWorkerExtensions, registerWorkerActivity, registerWorkerFlush } from '@threadspan/context/ports';
import { ThreadspanError } from '@threadspan/executor';
import type { ExecutorStats } from '@threadspan/executor';
import {
  Admission,
  StatsKeeper,
  Turns,
  closedError,
  lost,
  unsendableInput,
} from '@threadspan/executor/engine';
import type { Chunk, Job, JobScheduler } from '@threadspan/executor/engine';
import type { ChunkData, Payloads, Reply } from '../protocol.js';
import type { ResolvedQueueOptions } from '../queue-options.js';
import type { Fate } from './lost-chunks.js';
import { LostWorkers } from './lost-workers.js';
import { OpenChunk, chunkData } from './open-chunk.js';
import { readFlight } from './read-flight.js';
import type { FlightReading } from './read-flight.js';
import { startRun } from './run.js';
import type { Run } from './run.js';
import { salvage } from './salvage.js';
import { Session } from './session.js';
import type { SessionListener } from './session.js';
import { arrived, takeResults } from './take-results.js';

export interface SchedulerOptions extends ResolvedQueueOptions {
  readonly maxQueue: number;
  /** In ms. */
  readonly startTimeout: number;
}

// As long as nobody knows how many workers there are.
const FIRST_CHUNKS = 16;
// On the queue or with workers, all drivers' chunks apart.
const MAX_OPEN_BYTES = 256_000_000;
const FLUSH_MS = 2_000;

/** Runs jobs on the workers of a queue. */
export class QueueScheduler implements JobScheduler, SessionListener {
  readonly #options: SchedulerOptions;
  readonly #stats = new StatsKeeper();
  readonly #turns = new Turns();
  readonly #admission: Admission;
  readonly #runs = new Map<Job, Run>();
  readonly #open = new Map<number, OpenChunk>();
  #openBytes = 0;
  readonly #lost = new LostWorkers();
  #latestRun = 0;
  #session: Session | undefined;
  #isStarted = false;
  #pumpsSoon = false;
  #unregister: () => void = () => undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#admission = new Admission(options.maxQueue, this.#stats, () => this.#countFree());
  }

  submit(job: Job): void {
    if (!this.#admission.enter(job)) return;
    this.#connect();
    this.#session?.hold(true);
    if (job.spec.isPreparation) this.#limitStart(job);
    this.ready(job);
  }

  ready(job: Job): void {
    if (job.ended) return;
    this.#turns.add(job);
    this.#pumpSoon();
  }

  wake(job: Job): void {
    this.ready(job);
  }

  drop(job: Job): void {
    this.#turns.remove(job);
    let isUnderWay = false;
    for (const open of this.#open.values()) {
      if (open.chunk.job !== job) continue;
      isUnderWay = true;
      this.#forget(open);
      void this.#session?.remove(open.jobId);
    }
    const run = this.#runs.get(job);
    if (run) this.#endRun(job, run, isUnderWay);
    this.#admission.leave(job);
    if (this.#admission.isEmpty) this.#session?.hold(false);
  }

  abort(job: Job, reason: unknown): void {
    job.abandon(reason);
  }

  abandonJobs(): void {
    for (const job of this.#admission.jobs) this.abort(job, closedError());
  }

  whenRoom(signal?: AbortSignal): Promise<void> {
    return this.#admission.whenRoom(signal);
  }

  stats(): ExecutorStats {
    const workers = this.#session?.workers.stats() ?? [];
    return {
      ...this.#stats.read([]),
      workers,
      startedWorkers: workers.length,
      lostWorkers: this.#lost.count,
    };
  }

  release(instance: number): void {
    void this.#session?.tell({ type: 'forget', instance }).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#admission.close();
    this.#unregister();
    const session = this.#session;
    if (session === undefined) return;
    session.hold(true);
    if (getWorkerExtensions().length > 0) await session.flush(FLUSH_MS);
    await session.close();
  }

  onReply({ worker, message }: Reply): void {
    if (message.type === 'payloads') receive(message.payloads);
    if (!('chunk' in message)) return;
    const open = this.#open.get(message.chunk);
    // Of a chunk that nobody waits for, or whose worker was taken for lost: its items have run elsewhere.
    if (open === undefined) return;
    if (message.type !== 'stalled') open.heardFrom(worker);
    switch (message.type) {
      case 'taken':
        this.#stats.jobTaken(open.chunk.job);
        break;
      case 'results':
        this.#stats.jobTaken(open.chunk.job);
        receive(message.payloads);
        takeResults(open, message, this.#stats);
        if (message.done !== undefined) this.#finish(open, message.done);
        break;
      case 'refused':
        open.chunk.job.abandon(arrived(message.error));
        this.#finish(open, 0);
        break;
      case 'stalled':
        this.onLost(open, { kind: 'stalled', flight: message.flight });
        break;
    }
  }

  onLost(open: OpenChunk, fate: Fate): void {
    const { chunk } = open;
    // While it was looked for, the news of it may have come.
    if (this.#open.get(chunk.id) !== open) return;
    switch (fate.kind) {
      case 'stalled':
        this.#lose(open, readFlight(fate.flight));
        break;
      case 'refused':
        chunk.job.abandon(lost('WORKER_START_FAILED', `A worker has refused the work: ${fate.reason}`));
        break;
      case 'gone':
        if (chunk.items.length === 0) chunk.job.requeue(chunk, 0, 0);
        for (const [from, to] of open.rest()) chunk.job.requeue(chunk, from, to);
        void this.#session?.blobs.renew().catch(() => undefined);
        break;
    }
    this.#release(open, 0, 0);
  }

  onWorkers(): void {
    this.#pumpSoon();
    this.#admission.look();
  }

  #lose(open: OpenChunk, { worker = open.worker, items }: FlightReading): void {
    this.#lost.add(worker);
    salvage(open, worker ?? 'that had it', items, this.#stats);
  }

  // After what comes in the same turn of the event loop.
  #pumpSoon(): void {
    if (this.#pumpsSoon || !this.#isStarted) return;
    this.#pumpsSoon = true;
    process.nextTick(() => {
      this.#pumpsSoon = false;
      this.#pump();
    });
  }

  #pump(): void {
    const threads = Math.max(1, this.#session?.workers.threads ?? 0);
    while (this.#open.size < this.#countPlaces() && this.#openBytes < MAX_OPEN_BYTES) {
      const chunk = this.#turns.next(threads);
      if (chunk === undefined) break;
      this.#send(chunk);
    }
    this.#admission.look();
  }

  // As many as the workers have at once, and as many again for when they are through with those.
  #countPlaces(): number {
    return Math.max(FIRST_CHUNKS, 2 * (this.#session?.workers.concurrency ?? 0));
  }

  #countFree(): number {
    return Math.max(0, (this.#session?.workers.threads ?? 0) - this.#open.size);
  }

  #send(chunk: Chunk): void {
    const { job, items } = chunk;
    const session = this.#session!;
    const { maxPayload } = this.#options;
    let run;
    try {
      run = this.#runs.get(job) ?? startRun((this.#latestRun += 1), job, session.blobs, maxPayload);
      this.#runs.set(job, run);
    } catch (cause) {
      job.abandon(ThreadspanError.is(cause) ? cause : unsendableInput(chunk, cause));
      job.release(0, 0);
      return;
    }
    let packed;
    try {
      if (chunk.transfer) throw movedError();
      packed = chunkData(chunk, run, session.driver, maxPayload);
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

  async #put(session: Session, open: OpenChunk, data: ChunkData): Promise<void> {
    const isWanted = () => this.#open.get(open.chunk.id) === open;
    try {
      await open.run.stored;
      if (!isWanted()) return;
      await session.add(open, data);
      if (!isWanted()) await session.remove(open.jobId);
    } catch (cause) {
      if (!isWanted()) return;
      const message = `The work could not be put on the queue: ${cause instanceof Error ? cause.message : String(cause)}`;
      open.chunk.job.abandon(new ThreadspanError('QUEUE_UNREACHABLE', message, { cause }));
      this.#release(open, 0, 0);
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
      const error = ThreadspanError.is(cause) ? cause : unsendableInput(chunk, cause);
      this.#stats.itemsEnded(0, 1);
      job.fail(chunk, 0, error, {});
    }
    job.release(0, 0);
  }

  /** The worker has nothing more to say of it. */
  #finish(open: OpenChunk, ms: number): void {
    const { chunk, left } = open;
    const ran = chunk.items.length - left;
    for (const [from, to] of open.rest()) chunk.job.requeue(chunk, from, to);
    for (let item = 0; item < ran; item += 1) this.#stats.itemRan(ms / ran);
    this.#release(open, ran, ms);
  }

  #release(open: OpenChunk, ran: number, ms: number): void {
    this.#forget(open);
    open.chunk.job.release(ran, ms);
    this.#pumpSoon();
  }

  #forget(open: OpenChunk): void {
    if (this.#open.delete(open.chunk.id)) this.#openBytes -= open.bytes;
  }

  #endRun(job: Job, run: Run, isUnderWay: boolean): void {
    this.#runs.delete(job);
    run.release();
    // Calls and preparations have but one chunk.
    if (isUnderWay || job.spec.context === undefined)
      void this.#session?.tell({ type: 'end', run: run.id }).catch(() => undefined);
  }

  #connect(): void {
    if (this.#session) return;
    const session = new Session(this.#options, this.#open, this);
    this.#session = session;
    const removals = [
      registerWorkerActivity(() => session.workers.activities()),
      registerWorkerFlush((timeout) => session.flush(timeout)),
    ];
    this.#unregister = () => removals.forEach((remove) => remove());
    session.start().then(
      () => {
        this.#isStarted = true;
        this.#pumpSoon();
      },
      (error: unknown) => {
        // The next job tries again.
        this.#unregister();
        this.#session = undefined;
        void session.close().catch(() => undefined);
        for (const job of this.#admission.jobs) job.abandon(error);
      },
    );
  }

  // Who waits for the first worker of all hears when there is none.
  #limitStart(job: Job): void {
    const { startTimeout, queue } = this.#options;
    const timer = setTimeout(() => {
      if (job.ended || job.times.taken !== undefined) return;
      job.abandon(
        lost(
          'WORKER_START_FAILED',
          `No worker has taken it within ${startTimeout} ms; is there one on the queue ${queue} ` +
            '(npx threadspan-worker), and are its threads free?',
        ),
      );
    }, startTimeout);
    timer.unref();
  }
}

function movedError(): ThreadspanError {
  return new ThreadspanError(
    'NOT_SERIALIZABLE',
    'Memory and ports can be moved between the threads of one machine only; leave `transfer` out, and it is copied',
  );
}

// An extension that fails on it must not cost anybody a result.
function receive(payloads: Payloads): void {
  for (const [name, payload] of payloads) {
    const extension = getWorkerExtensions().find((candidate) => candidate.name === name);
    try {
      extension?.receive(payload, { index: 0, threadId: 0 });
    } catch (error) {
      diag.error(`threadspan: the worker extension ${name} failed on what a worker sent`, error);
    }
  }
}
