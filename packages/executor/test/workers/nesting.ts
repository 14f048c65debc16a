import { threadId } from 'node:worker_threads';
import { getCurrentContext, getSpanHierarchy } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';
import { createExecutor } from '@threadspan/executor';
import type { Executor, ExecutorOptions, Remote } from '@threadspan/executor';

export interface Sight {
  readonly path: string;
  readonly phase: string | undefined;
  readonly hierarchy: readonly string[];
  readonly threadId: number;
}

/** Runs in the workers of a worker. */
export class Inner {
  @ProcessFile()
  see(path: string): Sight | Promise<Sight> {
    switch (path.split('!')[1]) {
      case 'throw':
        throw Object.assign(new RangeError(`broken ${path}`), { code: 'E_BROKEN' });
      case 'timer':
        return new Promise(() => {
          setTimeout(() => {
            throw new Error(`detached ${path}`);
          });
        });
      case 'exit':
        process.exit(3);
      // eslint-disable-next-line no-fallthrough -- process.exit() does not return
      case 'oom': {
        // Of small objects: a failed large allocation ends the whole process on some versions of Node.
        let kept: unknown;
        for (;;) kept = { kept };
      }
      case 'hang':
        for (;;);
    }
    const hierarchy = getSpanHierarchy().map(({ name }) => name);
    return { path, phase: getCurrentContext().phase, hierarchy, threadId };
  }

  /** Counts up as long as its thread lives. */
  @ProcessFile()
  beat(_path: string, beats: Int32Array): void {
    for (;;) Atomics.add(beats, 0, 1);
  }
}

/** Runs in a worker, and has workers of its own. */
export class Outer {
  // Nobody closes it: its workers live as long as this thread.
  readonly #executor = createExecutor({ workers: 2 });
  #inner: Promise<Remote<Inner>> | undefined;

  /** Resolves when a worker of its own can begin at once. */
  @WithParallelContext()
  async prepare(): Promise<void> {
    await (this.#inner ??= spawnInner(this.#executor));
  }

  @WithParallelContext({ span: 'outer' })
  async analyze(paths: readonly string[], options: ExecutorOptions = {}): Promise<Sight[]> {
    await using executor = createExecutor({ workers: 2, ...options });
    const inner = await spawnInner(executor);
    return await executor.parIter(paths).mapWithContext(inner.see).collect({ chunkSize: 1 });
  }

  /** How deep threads are nested below this one. */
  @WithParallelContext({ span: 'deeper' })
  async descend(depth: number): Promise<string[]> {
    if (depth === 0) return getSpanHierarchy().map(({ name }) => name);
    await using executor = createExecutor({ workers: 1 });
    const outer = await executor.spawn(Outer, { module: __filename });
    return await outer.descend(depth - 1);
  }

  /** Never answers: its own workers count in `beats` for ever. */
  @WithParallelContext({ span: 'outer' })
  async beatForever(beats: Int32Array, then?: 'exit' | 'throw'): Promise<void> {
    const inner = await (this.#inner ??= spawnInner(this.#executor));
    const done = this.#executor
      .parIter(['a.ts', 'b.ts'])
      .mapWithContext(inner.beat, { shared: [beats] })
      .collect();
    while (Atomics.load(beats, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    if (then === 'exit') process.exit(5);
    if (then === 'throw') queueMicrotask(() => JSON.parse('{'));
    await done;
  }

  /** Answers, and leaves an executor behind that nobody closes. */
  @WithParallelContext()
  async leaveOpen(): Promise<number> {
    const inner = await spawnInner(createExecutor({ workers: 1 }));
    return (await inner.see('left.ts')).threadId;
  }
}

function spawnInner(executor: Executor): Promise<Remote<Inner>> {
  return executor.spawn(Inner, { module: __filename });
}
