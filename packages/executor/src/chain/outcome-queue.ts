import type { Failure } from './run-options.js';

/** What one item gave: those of `values` from `from` up to `to`, or a failure. Only to be read before the next one. */
export interface QueuedOutcome<T> {
  index: number;
  values: readonly T[];
  from: number;
  to: number;
  failure: Failure | undefined;
}

/** The outcomes of consecutive items that came in one message, kept as they came. */
interface Run<T> {
  readonly index: number;
  readonly values: readonly T[];
  readonly from: number;
  /** Where in `values` each item's end. */
  readonly ends: number[];
  readonly failure?: Failure;
}

/** Outcomes that come in any order and are taken one by one, in the order of the items or as they come. */
export class OutcomeQueue<T> {
  readonly #ordered: boolean;
  readonly #runs = new Map<number, Run<T>>();
  readonly #outcome: QueuedOutcome<T> = { index: 0, values: [], from: 0, to: 0, failure: undefined };
  #arrived = 0;
  // The run that the latest outcome went into.
  #latest: Run<T> | undefined;
  // The run that outcomes are taken from, and how many have been.
  #current: Run<T> | undefined;
  #taken = 0;
  #next = 0;

  constructor(ordered: boolean) {
    this.#ordered = ordered;
  }

  addValues(index: number, values: readonly T[], from: number, to: number): void {
    const latest = this.#latest;
    if (latest?.values === values && index === latest.index + latest.ends.length) latest.ends.push(to);
    else this.#add({ index, values, from, ends: [to] });
  }

  addFailure(failure: Failure): void {
    this.#add({ index: failure.index, values: [], from: 0, ends: [0], failure });
  }

  /** The next outcome; `undefined` while it has not come. */
  take(): QueuedOutcome<T> | undefined {
    const run = this.#current ?? this.#nextRun();
    if (run === undefined) return undefined;
    const outcome = this.#outcome;
    const place = this.#taken;
    outcome.index = run.index + place;
    outcome.values = run.values;
    outcome.from = place === 0 ? run.from : run.ends[place - 1]!;
    outcome.to = run.ends[place]!;
    outcome.failure = run.failure;
    this.#taken += 1;
    if (this.#taken === run.ends.length) {
      this.#next += this.#ordered ? this.#taken : 1;
      this.#current = undefined;
      this.#taken = 0;
      if (this.#latest === run) this.#latest = undefined;
    }
    return outcome;
  }

  #add(run: Run<T>): void {
    this.#runs.set(this.#ordered ? run.index : this.#arrived, run);
    this.#arrived += 1;
    this.#latest = run;
  }

  #nextRun(): Run<T> | undefined {
    const run = this.#runs.get(this.#next);
    if (run) this.#runs.delete(this.#next);
    this.#current = run;
    return run;
  }
}
