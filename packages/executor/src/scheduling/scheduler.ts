import { unpackError } from '@threadspan/context';
import type { ErrorEnvelope } from '@threadspan/context';
import type { ThreadspanError } from '../errors.js';
import type { Chunk, Job } from './job.js';
import { closedError, crashLoop, notSerializable, queueFull, startFailed } from './job-errors.js';
import { lossError } from './loss.js';
import type { Loss, LostChunk } from './loss.js';
import type { ResolvedOptions } from '../options.js';
import type { ChunkResults } from '../protocol.js';
import { RoomQueue } from './room.js';
import { reportLoss, salvage } from './salvage.js';
import { StatsKeeper } from './stats.js';
import type { ExecutorStats } from './stats.js';
import { Watchdog } from './watchdog.js';
import type { HostListener, WorkerHost } from '../host/worker-host.js';
import { Workforce } from './workforce.js';

const CLOSE_DEADLINE_MS = 5_000;
const CANCEL_GRACE_MS = 100;

/** Gives the jobs' chunks to the workers, in turn. */
export class Scheduler implements HostListener {
  readonly #options: ResolvedOptions;
  readonly #workforce: Workforce;
  readonly #watchdog: Watchdog;
  // In the order in which they get their next turn.
  readonly #jobs = new Set<Job>();
  readonly #stats = new StatsKeeper();
  readonly #room = new RoomQueue(() => this.#countRoom());
  #closed = false;
  #onDrained: (() => void) | undefined;
  #isPumping = false;
  #pumpAgain = false;

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#workforce = new Workforce(options, this, this.#stats, () => this.wake());
    this.#watchdog = new Watchdog(options.startTimeout);
  }

  get hosts(): readonly WorkerHost[] {
    return this.#workforce.hosts;
  }

  stats(): ExecutorStats {
    return this.#stats.read(this.hosts);
  }

  submit(job: Job): void {
    this.#room.entered();
    const refusal = this.#closed ? closedError() : this.#refusal(job);
    if (refusal) {
      job.abandon(refusal);
      return;
    }
    this.#jobs.add(job);
    this.#stats.jobSubmitted(job);
    job.endIfDone(); // an empty input needs no worker
    this.wake();
  }

  /** Resolves when one more call would be accepted. */
  whenRoom(signal?: AbortSignal): Promise<void> {
    return this.#closed ? Promise.reject(closedError()) : this.#room.wait(signal);
  }

  /** The job's outcome is settled: forgets it, and stops what is still under way; by force if that takes long. */
  drop(job: Job, force: boolean): void {
    this.#jobs.delete(job);
    this.#stats.jobEnded(job);
    const ids = [...job.spec.contexts, ...job.spec.shared].map(([id]) => id);
    for (const host of this.hosts) {
      const { chunk } = host;
      if (chunk?.job === job) this.#cancel(host, chunk, force);
      host.release(ids);
    }
    if (this.#jobs.size === 0) this.#onDrained?.();
    this.#room.look();
  }

  /** Ends a job that nobody wants any more. Where one worker alone is on it, the error says where that is. */
  abort(job: Job, reason: unknown): void {
    const [host, ...others] = this.hosts.filter(({ chunk }) => chunk?.job === job);
    const where = host && others.length === 0 ? host.whereabouts() : {};
    job.abandon(reason, where);
  }

  /** Ends all that is not finished. */
  abandonJobs(): void {
    for (const job of [...this.#jobs]) this.abort(job, closedError());
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#room.close(closedError());
    if (this.#jobs.size > 0) await new Promise<void>((resolve) => (this.#onDrained = resolve));
    await this.#workforce.close(CLOSE_DEADLINE_MS);
    this.#watchdog.stop();
  }

  /** Drops an instance that nobody can name any more. */
  release(instance: number): void {
    for (const host of this.hosts) host.release([instance]);
  }

  /** Sends what there is to send, to whoever is idle. The user's iterables are read in here, and may call back. */
  wake(): void {
    this.#pumpAgain = true;
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      while (this.#pumpAgain) {
        this.#pumpAgain = false;
        this.#fill();
      }
    } finally {
      this.#isPumping = false;
    }
    this.#room.look();
  }

  onReady(): void {
    this.#workforce.respawn.started();
  }

  onIdle(): void {
    this.wake();
  }

  onResults(host: WorkerHost, chunk: Chunk, results: ChunkResults): void {
    const { job } = chunk;
    const { from, count, values, counts } = results;
    const failures = new Map(results.failures);
    this.#stats.itemsEnded(results.count - failures.size, failures.size);
    let next = 0;
    for (let position = 0; position < count; position += 1) {
      const offset = from + position;
      const failure = failures.get(offset);
      if (failure) {
        job.fail(chunk, offset, unpackError(failure), { worker: host.identity });
      } else {
        const end = next + (counts?.[position] ?? 1);
        job.succeed(chunk, offset, values, next, end);
        next = end;
      }
    }
    if (count > 0) this.#workforce.respawn.accomplished();
  }

  onRefused(host: WorkerHost, chunk: Chunk, envelope: ErrorEnvelope): void {
    chunk.job.abandon(unpackError(envelope), { worker: host.identity });
  }

  onUnreadable(lost: LostChunk, cause: unknown): void {
    const { chunk, received } = lost;
    const items = chunk.items.slice(received);
    this.#refuse({ ...chunk, first: chunk.first + received, items }, cause);
  }

  onLost(host: WorkerHost, loss: Loss, lost: LostChunk | undefined): void {
    this.#workforce.remove(host);
    this.#stats.workerGone(host, loss.kind !== 'dismissed');
    if (lost) salvage(host, loss, lost, this.#stats);
    // A worker that had just answered when its time was up did nothing wrong.
    else if (host.wasReady && loss.kind !== 'dismissed' && loss.kind !== 'timeout' && !this.#closed) {
      reportLoss(loss, host);
    }
    if (loss.kind !== 'dismissed' && loss.kind !== 'timeout')
      this.#considerGivingUp(host, loss, lost?.chunk.job);
    this.wake();
  }

  #considerGivingUp(host: WorkerHost, loss: Loss, job: Job | undefined): void {
    const { respawn } = this.#workforce;
    if (host.wasReady) {
      if (respawn.lost(job)) this.#abandonAll(() => crashLoop(lossError(loss, host.whereabouts())), true);
      return;
    }
    // While some worker works, its jobs go on without the others.
    const isAlone = !this.hosts.some(({ wasReady }) => wasReady);
    if (respawn.failedToStart(isAlone)) this.#abandonAll(() => startFailed(lossError(loss)));
  }

  // An error for each of them, as each says where its job came from.
  #abandonAll(makeError: () => ThreadspanError, sparesTheHealthy = false): void {
    const { respawn } = this.#workforce;
    // What takes its time in a worker, and has cost none, has nothing to do with it.
    const isHealthy = (job: Job) =>
      !respawn.hasStruck(job) && this.hosts.some(({ chunk }) => chunk?.job === job);
    for (const job of [...this.#jobs]) {
      if (!sparesTheHealthy || !isHealthy(job)) job.abandon(makeError());
    }
  }

  #cancel(host: WorkerHost, chunk: Chunk, force: boolean): void {
    host.slot.cancel(chunk.id);
    if (!force) return;
    const timer = setTimeout(() => {
      if (host.chunk === chunk) host.end({ kind: 'dismissed' });
    }, CANCEL_GRACE_MS);
    timer.unref();
  }

  #countRoom(): number {
    return this.#options.maxQueue + this.#workforce.free - this.#stats.waiting;
  }

  #refusal(job: Job): ThreadspanError | undefined {
    const { maxQueue } = this.#options;
    const hasRoom = maxQueue === Infinity || job.spec.isPreparation === true || this.#countRoom() > 0;
    return hasRoom ? undefined : queueFull(maxQueue);
  }

  #fill(): void {
    for (;;) {
      const host = this.#workforce.findIdle();
      if (host === undefined) break;
      const chunk = this.#nextChunk();
      if (chunk === undefined) return;
      this.#send(host, chunk);
    }
    if (!this.#workforce.isComplete) this.#startWorkers();
  }

  #nextChunk(): Chunk | undefined {
    for (const job of this.#jobs) {
      try {
        const chunk = job.nextChunk(this.#options.workers);
        if (chunk === undefined) continue;
        // Its next turn comes after everybody else's.
        this.#jobs.delete(job);
        this.#jobs.add(job);
        return chunk;
      } catch (error) {
        job.abandon(error); // the user's iterable threw
      }
    }
    return undefined;
  }

  #send(host: WorkerHost, chunk: Chunk): void {
    try {
      host.run(chunk);
      this.#stats.jobTaken(chunk.job);
      this.#watchdog.watch(host, chunk);
    } catch (cause) {
      this.#refuse(chunk, cause);
      chunk.job.release(0, 0);
    }
  }

  // Something in the chunk can't be cloned: one by one the good items go, and the bad one is found.
  #refuse(chunk: Chunk, cause: unknown): void {
    const { job, items } = chunk;
    if (items.length > 1) {
      items.forEach((_, offset) => job.requeue(chunk, offset, offset + 1));
      return;
    }
    const error = notSerializable(cause);
    if (items.length === 0) {
      job.abandon(error);
      return;
    }
    this.#stats.itemsEnded(0, 1);
    job.fail(chunk, 0, error, {});
  }

  #startWorkers(): void {
    let backlog = 0;
    for (const job of this.#jobs) {
      backlog += job.backlog;
      if (backlog >= this.#options.workers) break;
    }
    try {
      this.#workforce.start(backlog);
    } catch (cause) {
      this.#abandonAll(() => startFailed(cause));
    }
  }
}
