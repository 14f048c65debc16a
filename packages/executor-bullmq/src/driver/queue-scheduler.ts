import { getWorkerExtensions, registerWorkerActivity, registerWorkerFlush } from '@threadspan/context/ports';
import type { ExecutorStats } from '@threadspan/executor';
import { Admission, StatsKeeper, closedError, lost } from '@threadspan/executor/engine';
import type { Chunk, Job, JobScheduler } from '@threadspan/executor/engine';
import type { Reply } from '../protocol.js';
import type { ResolvedQueueOptions } from '../queue-options.js';
import { ChunkSender } from './chunk-sender.js';
import type { SenderListener } from './chunk-sender.js';
import type { Fate } from './lost-chunks.js';
import { LostWorkers } from './lost-workers.js';
import type { OpenChunk } from './open-chunk.js';
import { readFlight } from './read-flight.js';
import type { FlightReading } from './read-flight.js';
import { receivePayloads } from './receive-payloads.js';
import { salvage } from './salvage.js';
import { Session } from './session.js';
import type { SessionListener } from './session.js';
import { arrived, takeResults } from './take-results.js';

export interface SchedulerOptions extends ResolvedQueueOptions {
  readonly maxQueue: number;
  /** In ms. */
  readonly startTimeout: number;
}

const FLUSH_MS = 2_000;

/** Runs jobs on the workers of a queue. */
export class QueueScheduler implements JobScheduler, SessionListener, SenderListener {
  readonly #options: SchedulerOptions;
  readonly #stats = new StatsKeeper();
  readonly #admission: Admission;
  readonly #sender: ChunkSender;
  readonly #lost = new LostWorkers();
  #session: Session | undefined;
  #unregister: () => void = () => undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#admission = new Admission(options.maxQueue, this.#stats, () => this.#countFree());
    this.#sender = new ChunkSender(options.maxPayload, this);
  }

  /** Of all workers, as far as is known. */
  get threads(): number {
    return this.#session?.workers.threads ?? 0;
  }

  submit(job: Job): void {
    if (!this.#admission.enter(job)) return;
    this.#connect().hold(true);
    if (job.spec.isPreparation) this.#limitStart(job);
    this.ready(job);
  }

  ready(job: Job): void {
    if (!job.ended) this.#sender.add(job);
  }

  wake(job: Job): void {
    this.ready(job);
  }

  drop(job: Job): void {
    this.#sender.remove(job);
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
    this.#session?.workers.refresh();
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
    if (message.type === 'payloads') receivePayloads(message.payloads);
    if (!('chunk' in message)) return;
    const open = this.#sender.open.get(message.chunk);
    // Of a chunk that nobody waits for, or whose worker was taken for lost: its items have run elsewhere.
    if (open === undefined) return;
    if (message.type !== 'stalled') open.heardFrom(worker);
    switch (message.type) {
      case 'taken':
        this.#stats.jobTaken(open.chunk.job);
        break;
      case 'results':
        this.#stats.jobTaken(open.chunk.job);
        receivePayloads(message.payloads);
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
    if (this.#sender.open.get(chunk.id) !== open) return;
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
    this.#sender.release(open, 0, 0);
  }

  onWorkers(): void {
    this.#sender.sendSoon();
    this.#admission.look();
  }

  onSent(): void {
    this.#admission.look();
  }

  onUnsendable(chunk: Chunk, error: unknown): void {
    this.#stats.itemsEnded(0, 1);
    chunk.job.fail(chunk, 0, error, {});
  }

  #lose(open: OpenChunk, flight: FlightReading): void {
    const worker = flight.worker ?? open.worker;
    this.#lost.add(worker);
    salvage(open, worker ?? 'that had it', flight, this.#stats);
  }

  #countFree(): number {
    return Math.max(0, this.threads - this.#sender.open.size);
  }

  /** The worker has nothing more to say of it. */
  #finish(open: OpenChunk, ms: number): void {
    const { chunk, left } = open;
    const ran = chunk.items.length - left;
    for (const [from, to] of open.rest()) chunk.job.requeue(chunk, from, to);
    for (let item = 0; item < ran; item += 1) this.#stats.itemRan(ms / ran);
    this.#sender.release(open, ran, ms);
  }

  #connect(): Session {
    if (this.#session) return this.#session;
    const session = new Session(this.#options, this.#sender.open, this);
    this.#session = session;
    const removals = [
      registerWorkerActivity(() => session.workers.activities()),
      registerWorkerFlush((timeout) => session.flush(timeout)),
    ];
    this.#unregister = () => removals.forEach((remove) => remove());
    session.start().then(
      () => this.#sender.start(session),
      (error: unknown) => {
        // The next job tries again.
        this.#unregister();
        this.#session = undefined;
        void session.close().catch(() => undefined);
        for (const job of this.#admission.jobs) job.abandon(error);
      },
    );
    return session;
  }

  // Who waits for the first worker of all hears when there is none.
  #limitStart(job: Job): void {
    const { startTimeout, queue } = this.#options;
    const timer = setTimeout(() => {
      if (job.ended || this.#sender.isTaken(job)) return;
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
