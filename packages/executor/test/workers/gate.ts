import { WithParallelContext } from '@threadspan/decorators';

/** Counts in shared memory what has passed. */
export class Gate {
  @WithParallelContext()
  pass(item: number, passed: Int32Array): number {
    Atomics.add(passed, 0, 1);
    Atomics.notify(passed, 0);
    return item;
  }

  /** Keeps its thread busy until `wanted` others have passed. */
  @WithParallelContext()
  block(wanted: number, passed: Int32Array): string {
    for (let count = Atomics.load(passed, 0); count < wanted; count = Atomics.load(passed, 0)) {
      Atomics.wait(passed, 0, count);
    }
    return 'let through';
  }

  /** The first item waits for all others. */
  @WithParallelContext()
  passOrBlock(item: number, passed: Int32Array, others: number): number {
    if (item > 0) return this.pass(item, passed);
    this.block(others, passed);
    return item;
  }

  @WithParallelContext()
  add(item: number, other: number): number {
    return item + other;
  }

  @WithParallelContext()
  exit(): never {
    process.exit(3);
  }

  @WithParallelContext()
  take(value: unknown): string {
    return typeof value;
  }
}
