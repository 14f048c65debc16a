import { AsyncLocalStorage } from 'node:async_hooks';
import { incrementFailed, packError, unpackError } from '@threadspan/context';
import type { CrashContext } from '@threadspan/context';
import { observeScopes, setErrorContext } from '@threadspan/context/ports';
import { atNextTurn } from '../at-next-turn.js';
import type { ResolvedOptions } from '../options.js';
import { Admission } from '../scheduling/admission.js';
import type { Chunk, Job } from '../scheduling/job.js';
import { closedError, taskTimeout } from '../scheduling/job-errors.js';
import type { JobScheduler } from '../scheduling/job-scheduler.js';
import { StatsKeeper } from '../scheduling/stats.js';
import type { ExecutorStats } from '../scheduling/stats.js';
import { methodName, unsendableInput, unsendableResult } from '../scheduling/unsendable.js';
import { itemTransferListOf } from '../transfer.js';
import { clone, cloneWithUrls } from './clone.js';
import { InlineResources } from './inline-resources.js';
import { ItemRun } from './item-run.js';
import type { ItemOutcome } from './item-run.js';
import { Lane } from './lane.js';

/** Runs jobs in this thread, one item after the other, as a single worker would. */
export class InlineScheduler implements JobScheduler {
  readonly #stats = new StatsKeeper();
  readonly #resources = new InlineResources();
  readonly #present = new AsyncLocalStorage<ItemRun>();
  readonly #lane = this.#newLane();
  readonly #lanes = new WeakMap<Job, Lane>();
  readonly #underWay = new Map<Job, ItemRun>();
  readonly #admission: Admission;
  // While there are jobs.
  #stopObserving: (() => void) | undefined;

  constructor({ maxQueue }: ResolvedOptions) {
    this.#admission = new Admission(maxQueue, this.#stats, () => (this.#lane.isBusy ? 0 : 1));
  }

  submit(job: Job): void {
    this.#stopObserving ??= observeScopes((scope) => this.#present.getStore()?.note(scope));
    // What an item waits for can't wait for the item.
    const item = this.#present.getStore();
    this.#lanes.set(job, item ? (item.lane ??= this.#newLane()) : this.#lane);
    if (this.#admission.enter(job)) this.ready(job);
  }

  ready(job: Job): void {
    if (!job.ended) this.#lanes.get(job)?.add(job);
  }

  wake(job: Job): void {
    this.ready(job);
  }

  // The event loop can't be made to forget an item; nobody waits for it.
  drop(job: Job): void {
    this.#lanes.get(job)?.remove(job);
    this.#underWay.get(job)?.leave();
    this.#admission.leave(job);
    if (!this.#admission.isEmpty) return;
    this.#stopObserving?.();
    this.#stopObserving = undefined;
  }

  abort(job: Job, reason: unknown): void {
    job.abandon(reason, this.#underWay.get(job)?.whereabouts());
  }

  abandonJobs(): void {
    for (const job of this.#admission.jobs) this.abort(job, closedError());
  }

  whenRoom(signal?: AbortSignal): Promise<void> {
    return this.#admission.whenRoom(signal);
  }

  stats(): ExecutorStats {
    return this.#stats.read([]);
  }

  release(instance: number): void {
    this.#resources.release(instance);
  }

  close(): Promise<void> {
    return this.#admission.close();
  }

  #newLane(): Lane {
    return new Lane(
      (chunk) => this.#run(chunk),
      () => this.#admission.look(),
    );
  }

  async #run(chunk: Chunk): Promise<void> {
    const { job, items } = chunk;
    this.#stats.jobTaken(job);
    this.#admission.look();
    if (items.length === 0) this.#prepare(job);
    for (const offset of items.keys()) {
      // Between two items, timers, sockets and signals have their turn.
      await new Promise<void>((resolve) => atNextTurn(resolve));
      if (!job.ended) await this.#runItem(chunk, offset);
    }
  }

  #prepare(job: Job): void {
    try {
      for (const instance of job.spec.instances) this.#resources.create(instance);
    } catch (error) {
      job.abandon(revived(error));
    }
  }

  async #runItem(chunk: Chunk, offset: number): Promise<void> {
    const { job, items, transfer } = chunk;
    const { spec } = job;
    const run = new ItemRun(spec.timeout);
    let work;
    let copy: unknown;
    try {
      work = this.#resources.workOf(job);
      const item = [items[offset]];
      const refuse = (cause: unknown) =>
        unsendableInput({ ...chunk, first: chunk.first + offset, items: item }, cause);
      [copy] = cloneWithUrls(item, spec.context !== undefined, refuse, transfer);
    } catch (error) {
      this.#fail(chunk, offset, error);
      return;
    }
    const { runItem, givesOne } = work;
    this.#underWay.set(job, run);
    const outcome = await run.outcomeOf(() => this.#present.run(run, runItem, copy));
    this.#underWay.delete(job);
    this.#take(chunk, offset, run, outcome, givesOne);
  }

  #take(chunk: Chunk, offset: number, run: ItemRun, outcome: ItemOutcome, givesOne: boolean): void {
    switch (outcome.kind) {
      case 'value':
        this.#stats.itemRan(outcome.ms);
        this.#succeed(chunk, offset, run, givesOne ? [outcome.value] : (outcome.value as readonly unknown[]));
        break;
      case 'failure':
        this.#stats.itemRan(outcome.ms);
        this.#fail(chunk, offset, unpackError(outcome.error));
        break;
      case 'timeout':
        if (outcome.ended === 'well' && run.hasFile) incrementFailed(); // the file counts as processed already
        this.#fail(
          chunk,
          offset,
          taskTimeout(chunk.job.spec.timeout ?? Infinity),
          outcome.ended ? run.subject() : run.whereabouts(),
        );
        break;
      case 'left':
        break;
    }
  }

  #succeed(chunk: Chunk, offset: number, run: ItemRun, values: readonly unknown[]): void {
    const { spec } = chunk.job;
    let copies;
    try {
      copies = clone(
        values,
        (cause) => unsendableResult(methodName(spec, spec.stages.at(-1)!), cause),
        itemTransferListOf(values),
      );
    } catch (error) {
      if (run.hasFile) incrementFailed(); // the file counts as processed already
      this.#fail(chunk, offset, error, run.subject());
      return;
    }
    this.#stats.itemsEnded(1, 0);
    chunk.job.succeed(chunk, offset, copies, 0, copies.length);
  }

  #fail(chunk: Chunk, offset: number, error: unknown, where?: CrashContext): void {
    this.#stats.itemsEnded(0, 1);
    if (where) setErrorContext(error, where);
    chunk.job.fail(chunk, offset, error, {});
  }
}

/** What a constructor threw, as it would arrive from a worker. */
function revived(error: unknown): unknown {
  return unpackError(packError(error));
}
