import { getErrorContext, incrementFailed, incrementProcessed, unpackError } from '@threadspan/context';
import type { ErrorEnvelope } from '@threadspan/context';
import { reportSilentWorkerLoss, setErrorContext, takeBackProgress } from '@threadspan/context/ports';
import { ThreadspanError } from './errors.js';
import type { Chunk, Job } from './job.js';
import { lossError, offsetAtFault } from './loss.js';
import type { Loss, LostChunk } from './loss.js';
import type { ResolvedOptions } from './options.js';
import type { ChunkResults } from './protocol.js';
import { Watchdog } from './watchdog.js';
import { WorkerHost } from './worker-host.js';
import type { HostListener } from './worker-host.js';

// A chunk that loses this many workers without an item at fault can't be run at all.
const MAX_LOSSES = 3;
const CLOSE_DEADLINE_MS = 5_000;
const CANCEL_GRACE_MS = 100;

/** Gives the jobs' chunks to the workers, in turn, and deals with workers that are lost. */
export class Scheduler implements HostListener {
  readonly #options: ResolvedOptions;
  readonly #hosts = new Map<number, WorkerHost>();
  readonly #watchdog = new Watchdog();
  // In the order in which they get their next turn.
  readonly #jobs = new Set<Job>();
  #closed = false;
  #onDrained: (() => void) | undefined;
  #startFailures = 0;
  #lost = 0;
  #isPumping = false;
  #pumpAgain = false;

  constructor(options: ResolvedOptions) {
    this.#options = options;
  }

  get hosts(): readonly WorkerHost[] {
    return [...this.#hosts.values()];
  }

  get jobCount(): number {
    return this.#jobs.size;
  }

  get lostWorkers(): number {
    return this.#lost;
  }

  submit(job: Job): void {
    if (this.#closed) {
      job.abandon(
        new ThreadspanError('EXECUTOR_CLOSED', 'Expected an open executor; this one has been closed'),
      );
      return;
    }
    this.#jobs.add(job);
    if (job.backlog === 0) job.endIfDone(); // an empty input needs no worker
    this.#pump();
  }

  /** The job's outcome is settled: forgets it, and stops what is still under way; by force if that takes long. */
  drop(job: Job, force: boolean): void {
    this.#jobs.delete(job);
    const ids = [...job.spec.contexts, ...job.spec.shared].map(([id]) => id);
    for (const host of this.#hosts.values()) {
      const { chunk } = host;
      if (chunk?.job === job) this.#cancel(host, chunk, force);
      host.release(ids);
    }
    if (this.#jobs.size === 0) this.#onDrained?.();
  }

  /** Ends all that is not finished. */
  abandonJobs(): void {
    const closed = new ThreadspanError('EXECUTOR_CLOSED', 'The executor was closed before this was done');
    for (const job of [...this.#jobs]) job.abandon(closed);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#jobs.size > 0) await new Promise<void>((resolve) => (this.#onDrained = resolve));
    await Promise.all(this.hosts.map((host) => host.close(CLOSE_DEADLINE_MS)));
    this.#watchdog.stop();
  }

  onIdle(): void {
    this.#startFailures = 0;
    this.#pump();
  }

  onResults(host: WorkerHost, chunk: Chunk, results: ChunkResults): void {
    const { job } = chunk;
    const failures = new Map(results.failures);
    let next = 0;
    for (let position = 0; position < results.count; position += 1) {
      const offset = results.from + position;
      const failure = failures.get(offset);
      if (failure) {
        job.fail(chunk, offset, unpackError(failure), { worker: host.identity });
      } else {
        const count = results.counts?.[position] ?? 1;
        job.succeed(chunk, offset, results.values.slice(next, next + count));
        next += count;
      }
    }
  }

  onRefused(host: WorkerHost, chunk: Chunk, envelope: ErrorEnvelope): void {
    const error = unpackError(envelope);
    setErrorContext(error, { ...host.whereabouts(), ...getErrorContext(error) });
    chunk.job.abandon(error);
  }

  onUnreadable(lost: LostChunk, cause: unknown): void {
    const { chunk, received } = lost;
    const items = chunk.items.slice(received);
    this.#refuse({ ...chunk, first: chunk.first + received, items }, cause);
  }

  onLost(host: WorkerHost, loss: Loss, lost: LostChunk | undefined): void {
    this.#hosts.delete(host.index);
    if (loss.kind !== 'dismissed') this.#lost += 1;
    if (lost) this.#salvage(host, loss, lost);
    else if (!host.wasReady) this.#startFailed(loss, host);
    // A worker that had just answered when its time was up did nothing wrong.
    else if (loss.kind !== 'dismissed' && loss.kind !== 'timeout' && !this.#closed) reportLoss(loss, host);
    this.#pump();
  }

  // The item at fault fails or is tried again; the others run elsewhere.
  #salvage(host: WorkerHost, loss: Loss, { chunk, received }: LostChunk): void {
    const { job } = chunk;
    if (job.ended) return;
    if (loss.kind === 'unprepared') {
      job.abandon(lossError(loss, host.whereabouts()));
      return;
    }
    const fault = offsetAtFault(loss, chunk.id, received, host.slot.position());
    const fails = fault !== undefined && chunk.attempt > job.spec.retries;
    // What runs again counts again: items that were done but whose results never left the worker, for one.
    const unsent = host.slot.unsent(!fails);
    takeBackProgress(unsent.processed, unsent.failed);
    if (fault === undefined) {
      if (loss.kind === 'uncaught') reportLoss(loss, host);
      // A worker that got on with the chunk, or fell over another one's callback, says nothing against these items.
      const isInnocent = received > 0 || loss.kind === 'dismissed' || (loss.kind === 'uncaught' && loss.task);
      const losses = isInnocent ? chunk.losses : chunk.losses + 1;
      if (losses >= MAX_LOSSES) job.abandon(lossError(loss, host.whereabouts()));
      else job.requeue(chunk, received, chunk.items.length, { losses });
    } else {
      job.requeue(chunk, received, fault);
      job.requeue(chunk, fault + 1, chunk.items.length);
      if (!fails) {
        job.requeue(chunk, fault, fault + 1, { attempt: chunk.attempt + 1 });
      } else {
        const where = host.whereabouts();
        job.fail(chunk, fault, lossError(loss, where), { worker: host.identity });
        // The worker had no time to count the files it was in.
        const { openFiles } = host.slot.read();
        incrementFailed(openFiles);
        incrementProcessed(openFiles);
      }
    }
    job.release(0, 0);
  }

  #startFailed(loss: Loss, host: WorkerHost): void {
    if (loss.kind === 'dismissed') return;
    this.#startFailures += 1;
    // While some worker works, its jobs go on without the others.
    if (this.#startFailures < MAX_LOSSES || this.hosts.some(({ wasReady }) => wasReady)) return;
    this.#startFailures = 0;
    this.#abandonAll(lossError(loss, host.whereabouts()));
  }

  #abandonAll(cause: unknown): void {
    const error = new ThreadspanError(
      'WORKER_START_FAILED',
      'No worker could be started; look at the cause, and at `execArgv`, `env` and `resourceLimits`',
      { cause },
    );
    for (const job of [...this.#jobs]) job.abandon(error);
  }

  #cancel(host: WorkerHost, chunk: Chunk, force: boolean): void {
    host.slot.cancel(chunk.id);
    if (!force) return;
    const timer = setTimeout(() => {
      if (host.chunk === chunk) host.end({ kind: 'dismissed' });
    }, CANCEL_GRACE_MS);
    timer.unref();
  }

  // The user's iterables are read in here, and may call back into the executor.
  #pump(): void {
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
  }

  #fill(): void {
    for (;;) {
      const host = this.hosts.find(({ isIdle }) => isIdle);
      if (host === undefined) break;
      const chunk = this.#nextChunk();
      if (chunk === undefined) return;
      this.#send(host, chunk);
    }
    this.#startIfNeeded();
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
    const reason = cause instanceof Error ? cause.message : String(cause);
    const error = new ThreadspanError(
      'NOT_SERIALIZABLE',
      `An argument or a result can't be sent between threads: ${reason}; use plain data`,
      { cause },
    );
    if (items.length === 1) job.fail(chunk, 0, error, {});
    else job.abandon(error);
  }

  #startIfNeeded(): void {
    const { workers } = this.#options;
    const givesUp = this.#startFailures >= MAX_LOSSES && this.hosts.some(({ wasReady }) => wasReady);
    if (this.#hosts.size === workers || givesUp) return;
    let wanted = -this.hosts.filter(({ isStarting }) => isStarting).length;
    for (const { backlog } of this.#jobs) wanted += backlog;
    for (let index = 1; index <= workers && wanted > 0; index += 1) {
      if (this.#hosts.has(index)) continue;
      try {
        this.#hosts.set(index, new WorkerHost(index, this.#options, this));
      } catch (cause) {
        this.#abandonAll(cause);
        return;
      }
      wanted -= 1;
    }
  }
}

function reportLoss(loss: Loss, host: WorkerHost): void {
  const error = lossError(loss, host.whereabouts());
  if (reportSilentWorkerLoss(error)) return;
  process.emitWarning(`threadspan: worker ${host.index} was lost: ${String(error)}`);
}
