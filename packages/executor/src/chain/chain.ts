import { inspect } from 'node:util';
import { ParallelContext } from '@threadspan/context';
import type { ChainPlan } from './chain-plan.js';
import { collectChain } from './collect.js';
import type { CollectOptions, Collected } from './collect.js';
import { streamChain } from './stream.js';
import type { Outcome, StreamOptions } from './stream.js';
import type { StageKind } from '../protocol.js';
import { targetOf } from '../remote/remote.js';
import type { AnyMethod } from '../remote/signatures.js';
import type {
  Many,
  SharedOf,
  StageArguments,
  StageMethod,
  StageOptions,
  StageResult,
  ValueOf,
} from './stage-types.js';

/**
 * A parallel iterator: what its stages make of each item of the input. Consecutive stages run in the same worker,
 * one item after the other.
 *
 * The `…WithContext` stages capture the context where they are added and run every item in it. The raw ones carry
 * no context and are for trivial items.
 *
 * `for await (const value of chain)` is `chain.stream()`.
 */
export class ParallelIterator<T> implements AsyncIterable<T> {
  readonly #plan: ChainPlan;

  /** @internal */
  constructor(plan: ChainPlan) {
    this.#plan = plan;
  }

  /** Continues with what the method returns. */
  map<F extends AnyMethod, S extends SharedOf<F, T>>(
    method: StageMethod<F, T>,
    ...[options]: StageArguments<S>
  ): ParallelIterator<StageResult<F, T, S>> {
    return this.#add('map', method, options);
  }

  /** Leaves out the items for which the method returns `undefined` or `null`. */
  filterMap<F extends AnyMethod, S extends SharedOf<F, T>>(
    method: StageMethod<F, T>,
    ...[options]: StageArguments<S>
  ): ParallelIterator<NonNullable<StageResult<F, T, S>>> {
    return this.#add('filterMap', method, options);
  }

  /** Continues with each value of the array, or other iterable, that the method returns. */
  flatMap<F extends AnyMethod, S extends SharedOf<F, T>>(
    method: StageMethod<F, T, Many<unknown> | PromiseLike<Many<unknown>>>,
    ...[options]: StageArguments<S>
  ): ParallelIterator<ValueOf<StageResult<F, T, S>>> {
    return this.#add('flatMap', method, options);
  }

  /** Continues with what the method returns. */
  mapWithContext<F extends AnyMethod, S extends SharedOf<F, T>>(
    method: StageMethod<F, T>,
    ...[options]: StageArguments<S>
  ): ParallelIterator<StageResult<F, T, S>> {
    return this.#add('map', method, options, ParallelContext.capture());
  }

  /** Leaves out the items for which the method returns `undefined` or `null`. */
  filterMapWithContext<F extends AnyMethod, S extends SharedOf<F, T>>(
    method: StageMethod<F, T>,
    ...[options]: StageArguments<S>
  ): ParallelIterator<NonNullable<StageResult<F, T, S>>> {
    return this.#add('filterMap', method, options, ParallelContext.capture());
  }

  /** Continues with each value of the array, or other iterable, that the method returns. */
  flatMapWithContext<F extends AnyMethod, S extends SharedOf<F, T>>(
    method: StageMethod<F, T, Many<unknown> | PromiseLike<Many<unknown>>>,
    ...[options]: StageArguments<S>
  ): ParallelIterator<ValueOf<StageResult<F, T, S>>> {
    return this.#add('flatMap', method, options, ParallelContext.capture());
  }

  /** Calls the method for each item. Await the result, or `collect()` it to give options. */
  forEachWithContext<F extends AnyMethod, S extends SharedOf<F, T>>(
    method: StageMethod<F, T>,
    ...[options]: StageArguments<S>
  ): ForEachRun {
    return new ForEachRun(this.#extended('forEach', method, options, ParallelContext.capture()));
  }

  /**
   * Runs the chain. Resolves to the values in the order of the input; with `failures: 'collect'` to
   * `{ values, failures }`. Rejects with the first error otherwise, and then stops.
   */
  collect(options: CollectOptions & { readonly failures: 'collect' }): Promise<Collected<T>>;
  collect(options?: CollectOptions): Promise<T[]>;
  collect(options: CollectOptions = {}): Promise<T[] | Collected<T>> {
    return collectChain<T>(this.#plan, options);
  }

  /**
   * Runs the chain while its results are read, and never far ahead of that: with `for await`, memory does not grow
   * with the input. Nothing starts before the first result is asked for; leaving the loop stops the chain.
   *
   * Yields the values in the order of the input and throws at the place of the first item that failed; with
   * `ordered: false` as they finish, and then throws as soon as one has failed. With `failures: 'collect'` it yields
   * one `Outcome` for each item, and goes on.
   *
   * @throws ThreadspanError `INVALID_ARGUMENT`
   */
  stream(
    options: StreamOptions & { readonly failures: 'collect' },
  ): AsyncGenerator<Outcome<T>, void, undefined>;
  stream(options?: StreamOptions & { readonly failures?: 'throw' }): AsyncGenerator<T, void, undefined>;
  stream(options: StreamOptions = {}): AsyncGenerator<T | Outcome<T>, void, undefined> {
    return streamChain<T>(this.#plan, options);
  }

  /** The same as `stream()`, which takes options. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return this.stream();
  }

  /**
   * What is printed of it.
   * @internal
   */
  [inspect.custom](): string {
    return 'ParallelIterator { runs nothing until it is ended with collect(), stream() or `for await` }';
  }

  #add<R>(
    kind: StageKind,
    method: object,
    options?: StageOptions<readonly unknown[]>,
    context?: ParallelContext,
  ): ParallelIterator<R> {
    return new ParallelIterator<R>(this.#extended(kind, method, options, context));
  }

  #extended(
    kind: StageKind,
    method: object,
    options: StageOptions<readonly unknown[]> = {},
    context?: ParallelContext,
  ): ChainPlan {
    const plan = this.#plan;
    const target = targetOf(plan.host.owner, method);
    const contextId = context && plan.host.nextId();
    const sharedId = options.shared && plan.host.nextId();
    return {
      ...plan,
      itemTime: plan.stages.length === 0 ? target.itemTime : undefined,
      stages: [
        ...plan.stages,
        {
          kind,
          instance: target.instance.id,
          method: target.method,
          ...(contextId === undefined ? {} : { context: contextId }),
          ...(sharedId === undefined ? {} : { shared: sharedId }),
        },
      ],
      instances: plan.instances.includes(target.instance)
        ? plan.instances
        : [...plan.instances, target.instance],
      contexts:
        context && contextId !== undefined
          ? [...plan.contexts, [contextId, context.toCarrier()]]
          : plan.contexts,
      shared:
        options.shared && sharedId !== undefined ? [...plan.shared, [sharedId, options.shared]] : plan.shared,
    };
  }
}

/** The end of a `forEach` chain. It runs when it is awaited or collected. */
export class ForEachRun implements PromiseLike<void> {
  readonly #plan: ChainPlan;
  #run: Promise<void> | undefined;

  /** @internal */
  constructor(plan: ChainPlan) {
    this.#plan = plan;
  }

  /** Runs the chain with options. There are no values; it resolves and rejects as that of `ParallelIterator`. */
  collect(options: CollectOptions & { readonly failures: 'collect' }): Promise<Collected<never>>;
  collect(options?: CollectOptions): Promise<never[]>;
  collect(options: CollectOptions = {}): Promise<never[] | Collected<never>> {
    return collectChain<never>(this.#plan, options);
  }

  /**
   * What is printed of it.
   * @internal
   */
  [inspect.custom](): string {
    return 'ForEachRun { runs nothing until it is awaited, or ended with collect() }';
  }

  then<A = void, B = never>(
    onFulfilled?: ((value: void) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#run ??= this.collect().then(() => undefined);
    return this.#run.then(onFulfilled, onRejected);
  }
}
