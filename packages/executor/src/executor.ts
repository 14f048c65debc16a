import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ParallelContext } from '@threadspan/context';
import { ParallelIterator } from './chain/chain.js';
import type { ChainInput } from './input/chain-input.js';
import type { ChainHost } from './chain/chain-plan.js';
import { invalid } from './argument-checks.js';
import type { Class } from './construct.js';
import { registerWorkers } from './host/register-workers.js';
import { InlineScheduler } from './inline/inline-scheduler.js';
import type { InstanceRecipe } from './instance-recipe.js';
import { resolveOptions } from './options.js';
import type { ExecutorOptions } from './options.js';
import { createRemote } from './remote/remote.js';
import type { CallOptions, RemoteTarget } from './remote/remote.js';
import type { Remote } from './remote/remote-types.js';
import { CallSource, runCall } from './scheduling/call.js';
import type { ChunkTimes } from './scheduling/chunk-size.js';
import type { JobSpec } from './scheduling/job.js';
import type { JobScheduler } from './scheduling/job-scheduler.js';
import { Scheduler } from './scheduling/scheduler.js';
import type { ExecutorStats } from './scheduling/stats.js';

interface SpawnSettings<A extends readonly unknown[]> {
  /**
   * The built file that exports the class: a file URL or an absolute path. Without workers the class itself is used,
   * and the file is not loaded and need not exist.
   */
  readonly module: URL | string;
  /** Arguments of the constructor, cloned for each instance. They may be left out where it needs none. */
  readonly args?: readonly [...A];
  /** Name of the export. Default: the name of the class. */
  readonly export?: string;
}

/** Where the class is, and what its constructor gets; `args` may be left out where that needs none. */
export type SpawnOptions<A extends readonly unknown[]> = SpawnSettings<A> &
  ([] extends A ? unknown : { readonly args: readonly [...A] });

/** A pool of worker threads for annotated classes; or this thread in their place, where `workers` is 0. */
export interface Executor extends AsyncDisposable {
  /**
   * Makes an instance of the class in each worker that will need one, or the only one in this thread. Resolves when
   * the first is there.
   *
   * @throws ThreadspanError `INVALID_ARGUMENT` for a module that is neither a file URL nor an absolute path;
   *   rejects with `WORKER_START_FAILED` when the module can't be loaded, gives work to an executor at load, or lacks the
   *   class, or when its constructor throws
   */
  spawn<A extends unknown[], T extends object>(
    cls: new (...args: A) => T,
    options: SpawnOptions<A>,
  ): Promise<Remote<T>>;
  /** Starts a chain over the items. It is lazy and captures nothing. */
  parIter<T>(items: Iterable<T>): ParallelIterator<T>;
  /**
   * The same over items that have to be waited for: an async generator, a `Readable`, a web stream. They are read as
   * fast as the workers take them, and not further ahead than two chunks; `collect` keeps all results, `stream` does
   * not.
   */
  parBridge<T>(items: AsyncIterable<T>): ParallelIterator<T>;
  /**
   * Resolves when one more call or chain would not be rejected with `QUEUE_FULL`; at once without a `maxQueue`.
   * Those who wait are let in one by one, in their order: make the call right after the `await`.
   * Rejects with the signal's reason, or with `EXECUTOR_CLOSED`.
   */
  whenRoom(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** What each worker is on at the moment, and counts and times of all that was done so far. */
  stats(): ExecutorStats;
  /** Ends the workers, by default when all calls and chains are finished. */
  close(options?: { readonly drain?: boolean }): Promise<void>;
}

/**
 * Creates a pool of worker threads. They start when there is work, and idle ones do not keep the process alive. With
 * `workers: 0` everything runs in this thread, and threads.js is not loaded.
 *
 * @throws ThreadspanError `INVALID_ARGUMENT`
 */
export function createExecutor(options: ExecutorOptions = {}): Executor {
  const resolved = resolveOptions(options);
  const { taskTimeout, retries } = resolved;
  if (resolved.workers === 0)
    return createExecutorOn(new InlineScheduler(resolved), { taskTimeout, retries, chunkSize: 1 });
  const scheduler = new Scheduler(resolved);
  return createExecutorOn(scheduler, { taskTimeout, retries, onClosed: registerWorkers(scheduler) });
}

/** What an engine of its own tells the executor in front of it. */
export interface EngineOptions {
  /** As `ExecutorOptions.taskTimeout`. */
  readonly taskTimeout?: number | undefined;
  /** As `ExecutorOptions.retries`. */
  readonly retries: number;
  /** The size of all chunks. Default: it is up to each run, and adapts. */
  readonly chunkSize?: number;
  /** Default: 25 ms. */
  readonly chunkTimes?: ChunkTimes;
  /** Called when the executor has closed. */
  readonly onClosed?: () => void;
}

/** An executor whose calls and chains are run by `scheduler`. */
export function createExecutorOn(scheduler: JobScheduler, options: EngineOptions): Executor {
  return new JobExecutor(scheduler, options);
}

class JobExecutor implements Executor {
  readonly #scheduler: JobScheduler;
  readonly #chains: ChainHost;
  readonly #onClosed: (() => void) | undefined;
  // Instances that no remote method and no chain names any more: the workers need not keep theirs.
  readonly #unused: FinalizationRegistry<number>;
  #closing: Promise<void> | undefined;

  constructor(
    scheduler: JobScheduler,
    { taskTimeout, retries, chunkSize, chunkTimes, onClosed }: EngineOptions,
  ) {
    let id = 0;
    this.#scheduler = scheduler;
    this.#onClosed = onClosed;
    this.#unused = new FinalizationRegistry((instance) => scheduler.release(instance));
    this.#chains = {
      owner: this,
      scheduler,
      timeout: taskTimeout,
      retries,
      chunkTimes,
      ...(chunkSize === undefined ? {} : { chunkSize }),
      nextId: () => (id += 1),
    };
  }

  async spawn<A extends unknown[], T extends object>(
    cls: new (...args: A) => T,
    { module, args, export: exportName }: SpawnOptions<A>,
  ): Promise<Remote<T>> {
    if (typeof cls !== 'function') throw invalid('Class', 'a class', cls);
    const instance: InstanceRecipe = {
      id: this.#chains.nextId(),
      cls: cls as unknown as Class,
      module: moduleUrl(module),
      exportName: exportName ?? cls.name,
      args: args ?? [],
    };
    await runCall(this.#scheduler, {
      instances: [instance],
      stages: [],
      contexts: [],
      shared: [],
      context: ParallelContext.capture(),
      source: new CallSource(),
      retries: this.#chains.retries,
      isPreparation: true,
    });
    this.#unused.register(instance, instance.id);
    const call = (target: RemoteTarget, callArgs: readonly unknown[], callOptions: CallOptions) =>
      this.#call(target, callArgs, callOptions);
    return createRemote(this, instance, call) as Remote<T>;
  }

  parIter<T>(items: Iterable<T>): ParallelIterator<T> {
    if (typeof (items as Partial<Iterable<T>> | null)?.[Symbol.iterator] !== 'function') {
      throw invalid('items', 'an iterable; async ones go to `parBridge`', items);
    }
    return this.#chain({ kind: 'sync', items });
  }

  parBridge<T>(items: AsyncIterable<T>): ParallelIterator<T> {
    if (typeof (items as Partial<AsyncIterable<T>> | null)?.[Symbol.asyncIterator] !== 'function') {
      throw invalid('items', 'an async iterable; others go to `parIter`', items);
    }
    return this.#chain({ kind: 'async', items });
  }

  whenRoom({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    return this.#scheduler.whenRoom(signal);
  }

  stats(): ExecutorStats {
    return this.#scheduler.stats();
  }

  close({ drain = true }: { readonly drain?: boolean } = {}): Promise<void> {
    this.#closing ??= this.#scheduler.close().finally(this.#onClosed);
    if (!drain) this.#scheduler.abandonJobs();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #chain<T>(input: ChainInput): ParallelIterator<T> {
    return new ParallelIterator<T>({
      host: this.#chains,
      input,
      stages: [],
      instances: [],
      contexts: [],
      shared: [],
    });
  }

  #call(
    { refusal, needs, itemTime }: RemoteTarget,
    args: readonly unknown[],
    { signal, timeout, transfer }: CallOptions,
  ): Promise<unknown> {
    if (refusal) return Promise.reject(refusal);
    const spec: JobSpec = {
      instances: needs.instances,
      stages: needs.stages,
      contexts: needs.contexts,
      shared: needs.shared,
      context: ParallelContext.capture(),
      source: new CallSource(args),
      itemTime,
      timeout: timeout ?? this.#chains.timeout,
      retries: this.#chains.retries,
      transfer,
    };
    return runCall(this.#scheduler, spec, signal);
  }
}

function moduleUrl(module: unknown): string {
  if (module instanceof URL && module.protocol === 'file:') return module.href;
  if (typeof module === 'string' && module.startsWith('file:')) return new URL(module).href;
  if (typeof module === 'string' && isAbsolute(module)) return pathToFileURL(module).href;
  throw invalid(
    'module',
    "a file URL or an absolute path (new URL('./analyzer.js', import.meta.url), or require.resolve('./analyzer.js'))",
    module instanceof URL ? module.href : module,
  );
}
