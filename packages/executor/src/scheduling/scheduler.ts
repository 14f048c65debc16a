import { unpackError } from '@threadspan/context';
import type { ErrorEnvelope } from '@threadspan/context';
import type { WorkerActivity, WorkerTimeline } from '@threadspan/context/ports';
import type { ThreadspanError } from '../errors.js';
import type { Assignment } from './assignment.js';
import { Admission } from './admission.js';
import { Dispatcher } from './dispatcher.js';
import type { Chunk, Job, JobSpec } from './job.js';
import { closedError, crashLoop, startFailed } from './job-errors.js';
import type { JobScheduler } from './job-scheduler.js';
import { lossError } from './loss.js';
import type { Loss } from './loss.js';
import { refusalAtLoad } from '../module-load.js';
import type { ResolvedOptions } from '../options.js';
import type { ChunkResults } from '../protocol.js';
import { reportLoss, salvage } from './salvage.js';
import { StatsKeeper, itemIndexOf } from './stats.js';
import type { ExecutorStats } from './stats.js';
import { Timelines } from './timelines.js';
import { unsendableInput } from './unsendable.js';
import { Watchdog } from './watchdog.js';
import type { HostListener } from '../host/host-listener.js';
import type { WorkerHost } from '../host/worker-host.js';
import { Workforce } from './workforce.js';

const CLOSE_DEADLINE_MS = 5_000;
const CANCEL_GRACE_MS = 100;

/** An item that a worker is on. */
export interface ItemActivity {
  /** Its place in the input of its job, from 0. */
  readonly index: number;
  readonly activity: WorkerActivity;
}

/** Runs jobs on worker threads. */
export class Scheduler implements JobScheduler, HostListener {
  readonly #options: ResolvedOptions;
  readonly #workforce: Workforce;
  readonly #watchdog: Watchdog;
  readonly #dispatcher: Dispatcher;
  readonly #stats = new StatsKeeper();
  readonly #timelines = new Timelines();
  readonly #admission: Admission;
  #isPumping = false;
  #pumpAgain = false;
  #wakesSoon = false;

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#workforce = new Workforce(options, this, this.#stats, () => this.wake());
    this.#watchdog = new Watchdog(options.startTimeout);
    this.#dispatcher = new Dispatcher(this.#workforce, options.workers, () => this.wake());
    this.#admission = new Admission(options.maxQueue, this.#stats, () => this.#workforce.free);
  }

  get hosts(): readonly WorkerHost[] {
    return this.#workforce.hosts;
  }

  stats(): ExecutorStats {
    return this.#stats.read(this.hosts);
  }

  /** Which items of the job workers are on at the moment. */
  underWay(job: Job): ItemActivity[] {
    return this.hosts.flatMap((host) => {
      if (host.chunk?.job !== job) return [];
      const reading = host.slot.read();
      const index = itemIndexOf(host, reading);
      const activity = host.activity(reading);
      return index === undefined || activity === undefined ? [] : [{ index, activity }];
    });
  }

  timelines(): WorkerTimeline[] {
    return this.#timelines.read(this.hosts);
  }

  submit(job: Job): void {
    const refusal = refusalAtLoad(job.spec.instances);
    if (refusal) {
      job.abandon(refusal);
      return;
    }
    if (!this.#admission.enter(job)) return;
    this.ready(job);
    if (this.#workforce.isReady && this.#workforce.findIdle() === undefined) this.#wakeSoon();
    else this.wake();
  }

  whenRoom(signal?: AbortSignal): Promise<void> {
    return this.#admission.whenRoom(signal);
  }

  drop(job: Job, force: boolean): void {
    this.#dispatcher.remove(job);
    const ids = idsOf(job.spec);
    for (const host of this.hosts) {
      const chunk = job.isUnderWay ? host.workload.cancel(job) : undefined;
      if (chunk && force) endAfterGrace(host, chunk);
      if (ids.length > 0) host.release(ids);
    }
    this.#admission.leave(job);
  }

  /** Where one worker alone is on it, the error says where that is. */
  abort(job: Job, reason: unknown): void {
    const [host, ...others] = this.hosts.filter(({ chunk }) => chunk?.job === job);
    const where = host && others.length === 0 ? host.whereabouts() : {};
    job.abandon(reason, where);
  }

  abandonJobs(): void {
    for (const job of this.#admission.jobs) this.abort(job, closedError());
  }

  async close(): Promise<void> {
    await this.#admission.close();
    await this.#workforce.close(CLOSE_DEADLINE_MS);
    this.#watchdog.stop();
    this.#dispatcher.stop();
  }

  release(instance: number): void {
    for (const host of this.hosts) host.release([instance]);
  }

  /** `job` may have something to send, or a worker can take something. */
  wake(job?: Job): void {
    if (job) this.ready(job);
    this.#pumpAgain = true;
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      while (this.#pumpAgain) {
        this.#pumpAgain = false;
        this.#dispatcher.dispatch(); // reads the user's iterables, which may call back
        if (!this.#workforce.isComplete) this.#startWorkers();
      }
    } finally {
      this.#isPumping = false;
    }
    this.#admission.look();
  }

  // What is sent ahead is sent together: each message that comes alone wakes up a worker.
  #wakeSoon(): void {
    if (this.#wakesSoon) return;
    this.#wakesSoon = true;
    process.nextTick(() => {
      this.#wakesSoon = false;
      this.wake();
    });
  }

  ready(job: Job): void {
    if (!job.ended) this.#dispatcher.add(job);
  }

  onReady(): void {
    this.#workforce.respawn.started();
  }

  onBegin(host: WorkerHost, chunk: Chunk): void {
    this.#stats.jobTaken(chunk.job);
    this.#watchdog.watch(host, chunk);
  }

  onFree(): void {
    this.wake();
  }

  onResults(host: WorkerHost, chunk: Chunk, results: ChunkResults): void {
    const { job } = chunk;
    const { from, count, values, counts, failures = [] } = results;
    this.#stats.itemsEnded(count - failures.length, failures.length);
    if (count > 0) this.#workforce.respawn.accomplished();
    if (results.counted) job.counted(...results.counted);
    if (failures.length === 0 && counts === undefined) {
      job.succeedEach(chunk, from, values);
      return;
    }
    let next = 0;
    let failed = 0; // in the order of the items, like all the rest
    for (let offset = from; offset < from + count; offset += 1) {
      const failure = failures[failed];
      if (failure?.[0] === offset) {
        failed += 1;
        job.fail(chunk, offset, unpackError(failure[1]), { worker: host.identity });
      } else {
        const end = next + (counts?.[offset - from] ?? 1);
        job.succeed(chunk, offset, values, next, end);
        next = end;
      }
    }
  }

  onRefused(host: WorkerHost, chunk: Chunk, envelope: ErrorEnvelope): void {
    chunk.job.abandon(unpackError(envelope), { worker: host.identity });
  }

  // Something in the chunk can't be cloned: one by one the good items go, and the bad one is found. It may be among those
  // that were taken back meanwhile, so no item is to blame that did not come alone.
  onUnreadable({ chunk, received, end }: Assignment, cause: unknown): void {
    const { job, items } = chunk;
    if (items.length > 1) {
      for (let offset = received; offset < end; offset += 1) job.requeue(chunk, offset, offset + 1);
      return;
    }
    if (items.length === 0) {
      job.abandon(unsendableInput(chunk, cause));
      return;
    }
    if (received === end) return;
    this.#stats.itemsEnded(0, 1);
    job.fail(chunk, 0, unsendableInput(chunk, cause), {});
  }

  onLost(host: WorkerHost, loss: Loss, lost: Assignment | undefined): void {
    this.#workforce.remove(host);
    // Before anybody hears of the loss, and makes a report of it.
    if (loss.kind !== 'dismissed') this.#timelines.keep(host);
    this.#stats.workerGone(host, loss.kind !== 'dismissed');
    if (lost) salvage(host, loss, lost, this.#stats);
    // A worker that had just answered when its time was up did nothing wrong.
    else if (
      host.wasReady &&
      loss.kind !== 'dismissed' &&
      loss.kind !== 'timeout' &&
      !this.#admission.isClosed
    ) {
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
    for (const job of this.#admission.jobs) {
      if (!sparesTheHealthy || !isHealthy(job)) job.abandon(makeError());
    }
  }

  #startWorkers(): void {
    try {
      this.#workforce.start(this.#dispatcher.backlog(this.#options.workers));
    } catch (cause) {
      this.#abandonAll(() => startFailed(cause));
    }
  }
}

const NONE: readonly number[] = [];

/** What workers have got of a job and no other job names. */
function idsOf({ contexts, shared }: JobSpec): readonly number[] {
  return contexts.length + shared.length === 0 ? NONE : [...contexts, ...shared].map(([id]) => id);
}

// What is under way may end by itself.
function endAfterGrace(host: WorkerHost, chunk: Chunk): void {
  const timer = setTimeout(() => {
    if (host.chunk === chunk) host.end({ kind: 'dismissed' });
  }, CANCEL_GRACE_MS);
  timer.unref();
}
