import { WithParallelContext } from '@threadspan/decorators';

const seen: WeakRef<object>[] = [];

/** Remembers weakly what it has been given, and itself. */
export class Keeper {
  constructor() {
    seen.push(new WeakRef(this));
  }

  @WithParallelContext()
  take(item: number, shared: { readonly text: string }): number {
    if (!seen.some((ref) => ref.deref() === shared)) seen.push(new WeakRef(shared));
    return item;
  }
}

export class Counter {
  /** How much of all that is still in memory here; needs `--expose-gc`. */
  @WithParallelContext()
  async count(): Promise<number> {
    // What was looked at in this turn of the event loop is kept until the next.
    await new Promise((resolve) => setTimeout(resolve, 1));
    (globalThis as { gc?: () => void }).gc?.();
    return seen.filter((ref) => ref.deref() !== undefined).length;
  }
}
