import { answer } from './task.js';
import type { Task } from './task.js';
import type { Outcome } from './pools/pool.js';
import type { BatchReport, Heard, OtherTasks } from './report.js';
import { seenError } from './seen-error.js';

/** Notes each task's outcomes, of which there should be one. */
export class Batch {
  readonly #tasks: readonly Task[];
  readonly #faulty: readonly number[];
  readonly #outcomes: Outcome[][];
  // What the batch as a whole was rejected with.
  #end: { readonly error: unknown } | undefined;
  /** When something was heard last, by the clock of `performance.now()`. */
  heardAt = performance.now();

  constructor(tasks: readonly Task[], faulty: readonly number[]) {
    this.#tasks = tasks;
    this.#faulty = faulty;
    this.#outcomes = tasks.map(() => []);
  }

  settle(index: number, outcome: Outcome): void {
    this.#outcomes[index]?.push(outcome);
    this.heardAt = performance.now();
  }

  /** All that have no outcome are given up with `error`. */
  reject(error: unknown): void {
    this.#end = { error };
  }

  /** Every task has an outcome. */
  get isSettled(): boolean {
    return this.#end !== undefined || this.#outcomes.every(({ length }) => length > 0);
  }

  report(): BatchReport {
    return {
      faulty: this.#faulty.map((index) => this.#heard(index)),
      others: this.#others(),
      givenUp: this.#end !== undefined,
    };
  }

  #heard(index: number): Heard {
    const { path } = this.#tasks[index] as Task;
    const [outcome] = this.#outcomes[index] ?? [];
    if (outcome?.status === 'fulfilled') return { kind: 'resolved', value: String(outcome.value) };
    const rejection = outcome ?? this.#end;
    return rejection ? { kind: 'rejected', error: seenError(rejection.error, path) } : { kind: 'nothing' };
  }

  #others(): OtherTasks {
    const counts = { arrived: 0, failed: 0, unheard: 0, wrong: 0 };
    for (const task of this.#tasks) {
      if (this.#faulty.includes(task.index)) continue;
      const outcomes = this.#outcomes[task.index] ?? [];
      const outcome = outcomes[0] ?? this.#end;
      if (outcome === undefined) counts.unheard += 1;
      else if ('error' in outcome) counts.failed += 1;
      else if (outcomes.length > 1 || outcome.value !== answer(task)) counts.wrong += 1;
      else counts.arrived += 1;
    }
    return counts;
  }
}
