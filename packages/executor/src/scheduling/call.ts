import { requirePositive } from '../argument-checks.js';
import type { Source } from '../input/source.js';
import { onAbort } from './abort.js';
import { Job } from './job.js';
import type { JobListener } from './job-listener.js';
import type { JobSpec } from './job.js';
import type { JobScheduler } from './job-scheduler.js';

/** A job of a single item, and whoever waits for its value. */
class Call implements JobListener {
  readonly job: Job;
  readonly #scheduler: JobScheduler;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;
  #stopListening: (() => void) | undefined;
  #value: unknown;

  constructor(
    spec: JobSpec,
    scheduler: JobScheduler,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.job = new Job(spec, this);
    this.#scheduler = scheduler;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(signal: AbortSignal | undefined): void {
    if (signal?.aborted) {
      this.job.abandon(signal.reason);
      return;
    }
    if (signal) this.#stopListening = onAbort(signal, (reason) => this.#scheduler.abort(this.job, reason));
    this.#scheduler.submit(this.job);
  }

  onValues(_index: number, values: readonly unknown[], from: number): void {
    this.#value = values[from];
  }

  onFailure(_index: number, _input: unknown, error: unknown): void {
    this.job.end();
    this.#finish(false);
    this.#reject(error);
  }

  onMore(): void {
    this.#scheduler.ready(this.job);
  }

  onEnd(): void {
    this.#finish(false);
    this.#resolve(this.#value);
  }

  onError(error: unknown): void {
    this.#finish(true);
    this.#reject(error);
  }

  #finish(force: boolean): void {
    this.#stopListening?.();
    this.#scheduler.drop(this.job, force);
  }
}

/** The one item of a call: its arguments. Without any there is nothing but instances to be made. */
export class CallSource implements Source {
  #items: unknown[];

  constructor(args?: readonly unknown[]) {
    this.#items = args ? [args] : [];
  }

  get remaining(): number {
    return this.#items.length;
  }

  get isReady(): boolean {
    return this.#items.length > 0;
  }

  get isEnded(): boolean {
    return this.#items.length === 0;
  }

  take(): unknown[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  close(): void {
    this.#items = [];
  }
}

/** Runs a job over a `CallSource` and resolves to its value. Rejects with `INVALID_ARGUMENT` for a bad timeout. */
export function runCall(scheduler: JobScheduler, spec: JobSpec, signal?: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    requirePositive('timeout', spec.timeout);
    new Call(spec, scheduler, resolve, reject).start(signal);
  });
}
