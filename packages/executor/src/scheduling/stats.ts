import type { WorkerActivity } from '@threadspan/context/ports';
import type { FlightReading } from '../flight-slot.js';
import { Histogram } from '../histogram.js';
import type { HistogramSummary } from '../histogram.js';
import type { Job } from './job.js';
import type { WorkerHost } from '../host/worker-host.js';

/** One worker thread. */
export interface WorkerStats {
  /** Its place in the pool, from 1; the worker that replaces a lost one has the same. */
  readonly index: number;
  /** Node's id of the thread. */
  readonly threadId: number;
  /** `busy` from the moment work is sent to it until the last result has come home. */
  readonly state: 'starting' | 'idle' | 'busy';
  /**
   * What it is on: phase, file, function and span hierarchy, and since when, in ms since the epoch. Absent while it is
   * on no item, as when it loads modules.
   */
  readonly activity?: WorkerActivity;
  /** Place of that item in the input of its chain, from 0; 0 for a call. */
  readonly item?: number;
  /** How many items this thread has finished, well or badly. */
  readonly finishedItems: number;
}

/** What an executor is doing and has done since it was created. A call counts as one item. */
export interface ExecutorStats {
  /** The worker threads there are, by index; none where `workers` is 0. */
  readonly workers: readonly WorkerStats[];
  /** Calls and chains that are not finished: those that wait for a worker to take their first item, and the others. */
  readonly jobs: { readonly waiting: number; readonly running: number };
  /**
   * Items by their outcome, whether or not their chain still wanted it, and how often one that had lost its worker was
   * tried again.
   */
  readonly items: { readonly succeeded: number; readonly failed: number; readonly retried: number };
  readonly startedWorkers: number;
  /** Workers that died, or had to be ended because of what they were on. */
  readonly lostWorkers: number;
  /** How long calls and chains waited until a worker took their first item. */
  readonly waitTime: HistogramSummary;
  /**
   * How long items took in their workers, all stages together. An item that lost its worker has no end and is not
   * among them; one that had ended, but whose result was lost, is, and again when it has run again.
   */
  readonly runTime: HistogramSummary;
}

/** Counts what happens in an executor; what its workers are on, and for how long, is read from their memory. */
export class StatsKeeper {
  readonly #items = { succeeded: 0, failed: 0, retried: 0 };
  #waiting = 0;
  #running = 0;
  readonly #waitTimes = new Histogram();
  /** Of workers that are gone, and of this thread. */
  readonly #runTimes = new Histogram();
  #started = 0;
  #lost = 0;

  /** How many calls and chains no worker has taken anything of. */
  get waiting(): number {
    return this.#waiting;
  }

  /** The job waits for a worker. */
  jobSubmitted({ spec, times }: Job): void {
    if (spec.isPreparation) return;
    times.submitted = performance.now();
    this.#waiting += 1;
  }

  /** A worker has taken some of the job's items. */
  jobTaken({ times }: Job): void {
    if (times.submitted === undefined || times.taken !== undefined) return;
    times.taken = performance.now();
    this.#waitTimes.record(times.taken - times.submitted);
    this.#waiting -= 1;
    this.#running += 1;
  }

  /** The job is finished, whether or not a worker has taken it. */
  jobEnded({ times }: Job): void {
    if (times.submitted === undefined) return;
    if (times.taken === undefined) this.#waiting -= 1;
    else this.#running -= 1;
    times.submitted = undefined;
  }

  /** So many items have their outcomes. */
  itemsEnded(succeeded: number, failed: number): void {
    this.#items.succeeded += succeeded;
    this.#items.failed += failed;
  }

  /** An item has taken `ms` in this thread. */
  itemRan(ms: number): void {
    this.#runTimes.record(ms);
  }

  /** An item that lost its worker is tried again. */
  itemRetried(): void {
    this.#items.retried += 1;
  }

  /** There is one more thread. */
  workerStarted(): void {
    this.#started += 1;
  }

  /** A thread has ended; what it has counted is kept. */
  workerGone({ slot }: WorkerHost, isLost: boolean): void {
    this.#runTimes.add(slot.runTimes);
    if (isLost) this.#lost += 1;
  }

  /**
   * What has been counted until now.
   * @param hosts all that are not gone
   */
  read(hosts: readonly WorkerHost[]): ExecutorStats {
    const runTimes = new Histogram();
    runTimes.add(this.#runTimes);
    for (const { slot } of hosts) runTimes.add(slot.runTimes);
    return {
      workers: hosts.map(statsOf).sort((one, other) => one.index - other.index),
      jobs: { waiting: this.#waiting, running: this.#running },
      items: { ...this.#items },
      startedWorkers: this.#started,
      lostWorkers: this.#lost,
      waitTime: this.#waitTimes.summarize(),
      runTime: runTimes.summarize(),
    };
  }
}

/** Place of the item that the worker is on in the input of that item's job; `undefined` while it is on none. */
export function itemIndexOf({ chunk }: WorkerHost, { item }: FlightReading): number | undefined {
  return item && chunk?.id === item.position.chunk ? chunk.first + item.position.offset : undefined;
}

function statsOf(host: WorkerHost): WorkerStats {
  const { index, isStarting, isIdle, identity, slot } = host;
  const reading = slot.read();
  const activity = host.activity(reading);
  const item = itemIndexOf(host, reading);
  return {
    index,
    threadId: identity.threadId,
    state: isStarting ? 'starting' : isIdle ? 'idle' : 'busy',
    ...(activity ? { activity } : {}),
    ...(item === undefined ? {} : { item }),
    finishedItems: slot.runTimes.count,
  };
}
