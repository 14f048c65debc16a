import { AsyncLocalStorage } from 'node:async_hooks';
import { jobSpecOf } from './chain-plan.js';
import type { ChainPlan } from './chain-plan.js';
import { ProgressTeller } from './progress-teller.js';
import { runJob } from '../scheduling/run-job.js';
import { checkRunOptions } from './run-options.js';
import type { Failure, RunOptions } from './run-options.js';
import { sizeOf } from '../input/chain-input.js';

/** How a chain is run whose results are collected. */
export type CollectOptions = RunOptions;

/** What `collect({ failures: 'collect' })` resolves to. */
export interface Collected<T> {
  /** Values of the items that did not fail, in the order of the input. */
  readonly values: T[];
  /** In the order of the input. */
  readonly failures: Failure[];
}

export async function collectChain<T>(plan: ChainPlan, options: RunOptions): Promise<T[] | Collected<T>> {
  checkRunOptions(options);
  const { failures: mode = 'throw', signal } = options;
  signal?.throwIfAborted(); // before anything of the input is read
  // The input and the callbacks run in the caller's context, whichever worker's message makes them run.
  const inContext = AsyncLocalStorage.snapshot();
  const teller = new ProgressTeller(sizeOf(plan.input), options, inContext);
  const values = new ItemValues<T>(plan.stages.every(({ kind }) => kind === 'map'));
  const failures: Failure[] = [];
  const onEach = (index: number, produced: readonly unknown[]) => {
    values.putEach(index, produced as readonly T[]);
    teller.succeeded(produced.length);
  };
  return runJob(
    plan.host.scheduler,
    jobSpecOf(plan, options, inContext),
    {
      // Who hears of each item may end the chain with any of them.
      ...(options.onProgress ? {} : { onEach }),
      onValues(index, produced, from, to) {
        values.put(index, produced as readonly T[], from, to);
        teller.succeeded();
      },
      onFailure(index, failedInput, error) {
        const failure = { index, input: failedInput, error };
        failures.push(failure);
        teller.failed(failure);
        return mode === 'collect';
      },
    },
    () => settle(values.inOrder(), failures, mode),
    signal,
  );
}

function settle<T>(values: T[], failures: Failure[], mode: 'throw' | 'collect'): T[] | Collected<T> {
  if (mode === 'throw') return values;
  return { values, failures: failures.sort((one, other) => one.index - other.index) };
}

const NOTHING = Symbol('no value');

/** The values that items gave, by the items' places. */
class ItemValues<T> {
  readonly #areSingle: boolean;
  // A value for each item where each gives one, else an array of them.
  readonly #byItem: (T | readonly T[] | typeof NOTHING)[] = [];

  // For now or for good.
  #hasGaps = false;

  /** @param areSingle whether no item can give another number of values than one */
  constructor(areSingle: boolean) {
    this.#areSingle = areSingle;
  }

  /** Items that follow one another gave one value each. */
  putEach(index: number, values: readonly T[]): void {
    this.#fillUpTo(index);
    const byItem = this.#byItem;
    for (let at = 0; at < values.length; at += 1) {
      byItem[index + at] = this.#areSingle ? values[at]! : [values[at]!];
    }
  }

  put(index: number, values: readonly T[], from: number, to: number): void {
    if (from === to) return;
    this.#fillUpTo(index);
    this.#byItem[index] = this.#areSingle ? values[from]! : values.slice(from, to);
  }

  // Without gaps: an array that has large ones becomes a slow table.
  #fillUpTo(index: number): void {
    while (this.#byItem.length < index) {
      this.#byItem.push(NOTHING);
      this.#hasGaps = true;
    }
  }

  inOrder(): T[] {
    const present = this.#hasGaps ? this.#byItem.filter((values) => values !== NOTHING) : this.#byItem;
    return this.#areSingle ? (present as T[]) : (present as (readonly T[])[]).flat();
  }
}
