import type { Executor, ParallelIterator, Remote, RemoteMethod } from '@threadspan/executor';
import { exactly } from './exactly';

// What compiles, and what does not. Checked by the `typecheck` script; never run.

interface Metrics {
  readonly lines: number;
}
interface Graph {
  readonly edges: ReadonlyMap<string, number>;
}

declare class Subject {
  measure(path: string): Promise<Metrics>;
  score(metrics: Metrics, graph: Graph, mode?: 'strict' | 'loose'): number;
  issues(metrics: Metrics): readonly Date[];
  weigh(value: number, ...weights: number[]): bigint;
  describe(value: unknown): string;
  now(): Date;
  nothing(value: number): void;

  big(value: number): bigint | undefined;
  bigLater(value: number): Promise<bigint | null>;
  each(value: number): Generator<Date>;
  eachLater(value: number): Promise<Set<Date>>;
  eachThenable(value: number): PromiseLike<Iterable<Date>>;
  eachAsync(value: number): AsyncGenerator<Date>;
  untyped(value: any): any; // eslint-disable-line @typescript-eslint/no-explicit-any -- untyped code

  convert(value: string): number;
  convert(value: Date): bigint;
  convert(value: string, radix: number): Metrics;
  convert(value: string | Date, exact: boolean): boolean;
  tally(values: readonly number[]): number;
  widest<T extends Metrics>(value: T): T;
  bound(this: Subject, value: number): string;
}

declare const executor: Executor;
declare const remote: Remote<Subject>;
declare const graph: Graph;

const paths = executor.parIter(['a.ts']);
const numbers = executor.parIter(new Set([1]));
const metrics = executor.parIter<Metrics>([]);

// Sources
exactly<ParallelIterator<string>>()(paths);
exactly<ParallelIterator<[string, number]>>()(executor.parIter(new Map([['a', 1]])));
exactly<ParallelIterator<readonly number[]>>()(executor.parIter([[1]] as readonly (readonly number[])[]));

// @ts-expect-error one number is nothing to iterate over
executor.parIter(1);

// Types flow through the stages, with and without context.
exactly<ParallelIterator<Metrics>>()(paths.map(remote.measure));
exactly<ParallelIterator<Metrics>>()(paths.mapWithContext(remote.measure));
exactly<ParallelIterator<Date>>()(paths.map(remote.measure).flatMap(remote.issues));
exactly<ParallelIterator<Date>>()(paths.mapWithContext(remote.measure).flatMapWithContext(remote.issues));
exactly<ParallelIterator<string>>()(numbers.map(remote.each).map(remote.describe));
exactly<Promise<Metrics[]>>()(paths.map(remote.measure).collect());
exactly<ParallelIterator<void>>()(numbers.map(remote.nothing));
exactly<ParallelIterator<Date>>()(numbers.map(remote.now));
exactly<ParallelIterator<string>>()(numbers.map(remote.bound));

// @ts-expect-error a path is no number
numbers.map(remote.measure);

// @ts-expect-error a path is no number, in a context neither
numbers.mapWithContext(remote.measure);

// @ts-expect-error a path is no number, for filterMap
paths.filterMap(remote.big);

// @ts-expect-error a path is no number, for filterMapWithContext
paths.filterMapWithContext(remote.big);

// @ts-expect-error a path is no number, for flatMap
paths.flatMap(remote.each);

// @ts-expect-error a path is no number, for flatMapWithContext
paths.flatMapWithContext(remote.each);

// @ts-expect-error a path is no number, for forEachWithContext
paths.forEachWithContext(remote.nothing);

// @ts-expect-error what measure gives is no path
paths.map(remote.measure).map(remote.measure);

// @ts-expect-error a method of this thread is no remote one
numbers.map((value: number) => Promise.resolve(value));

// filterMap drops null and undefined, and keeps other falsy values.
exactly<ParallelIterator<bigint>>()(numbers.filterMap(remote.big));
exactly<ParallelIterator<bigint>>()(numbers.filterMapWithContext(remote.bigLater));
exactly<ParallelIterator<bigint | undefined>>()(numbers.map(remote.big));
exactly<ParallelIterator<bigint | null>>()(numbers.map(remote.bigLater));

// flatMap takes what can be iterated over, or a promise of it.
exactly<ParallelIterator<Date>>()(numbers.flatMap(remote.each));
exactly<ParallelIterator<Date>>()(numbers.flatMapWithContext(remote.eachLater));
exactly<ParallelIterator<Date>>()(numbers.flatMap(remote.eachThenable));
exactly<ParallelIterator<Date>>()(numbers.flatMap(remote.eachAsync));

// @ts-expect-error a bigint is nothing to iterate over
numbers.flatMap(remote.big);

// @ts-expect-error a string is not taken apart
numbers.flatMap(remote.describe);

// Shared arguments are the parameters that follow the item.
exactly<ParallelIterator<number>>()(metrics.map(remote.score, { shared: [graph] }));
exactly<ParallelIterator<number>>()(metrics.mapWithContext(remote.score, { shared: [graph, 'strict'] }));
exactly<ParallelIterator<number>>()(metrics.map(remote.score, { shared: [graph, 'loose'] as const }));
exactly<ParallelIterator<number>>()(metrics.map(remote.score, { shared: [{ edges: new Map() }] }));
exactly<ParallelIterator<bigint>>()(numbers.map(remote.weigh));
exactly<ParallelIterator<bigint>>()(numbers.map(remote.weigh, {}));
exactly<ParallelIterator<bigint>>()(numbers.filterMap(remote.weigh, { shared: [1, 2, 3] }));
void metrics.forEachWithContext(remote.score, { shared: [graph] });

// @ts-expect-error the graph is missing
metrics.map(remote.score);

// @ts-expect-error the graph is missing, in a context too
metrics.mapWithContext(remote.score);

// @ts-expect-error the graph is missing, for filterMap
metrics.filterMap(remote.score);

// @ts-expect-error the graph is missing, for filterMapWithContext
metrics.filterMapWithContext(remote.score);

// @ts-expect-error the graph is missing, for forEachWithContext
metrics.forEachWithContext(remote.score);

// @ts-expect-error the graph is missing in the options
metrics.map(remote.score, {});

// @ts-expect-error the graph is missing in the shared arguments
metrics.map(remote.score, { shared: [] });

// @ts-expect-error this is no graph
metrics.map(remote.score, { shared: [{ edges: 1 }] });

// @ts-expect-error there is no such mode
metrics.map(remote.score, { shared: [graph, 'lenient'] });

// @ts-expect-error nothing follows the mode
metrics.map(remote.score, { shared: [graph, 'strict', 1] });

// @ts-expect-error nothing follows the path
paths.map(remote.measure, { shared: [1] });

// @ts-expect-error nothing follows the metrics, for flatMap
metrics.flatMap(remote.issues, { shared: [1] });

// @ts-expect-error nothing follows the metrics, for flatMapWithContext
metrics.flatMapWithContext(remote.issues, { shared: [1] });

// @ts-expect-error weights are numbers
numbers.map(remote.weigh, { shared: [1, '2'] });

// @ts-expect-error there is no such option
numbers.map(remote.weigh, { share: [1] });

// Of several overloads it is the one that a call with the item and the shared arguments would choose.
const dates = executor.parIter([new Date()]);
const either = executor.parIter(['a', new Date()]);
exactly<ParallelIterator<number>>()(paths.map(remote.convert));
exactly<ParallelIterator<bigint>>()(dates.map(remote.convert));
exactly<ParallelIterator<Metrics>>()(paths.map(remote.convert, { shared: [10] }));
exactly<ParallelIterator<boolean>>()(paths.map(remote.convert, { shared: [true] }));
exactly<ParallelIterator<boolean>>()(dates.map(remote.convert, { shared: [true] }));
exactly<ParallelIterator<boolean>>()(either.map(remote.convert, { shared: [true] }));

// @ts-expect-error dates have no radix
dates.map(remote.convert, { shared: [10] });

// @ts-expect-error none takes both without being told how
either.map(remote.convert);

// @ts-expect-error none takes a number
numbers.map(remote.convert);

// Items that are unions, wider, narrower, readonly, or of no known type
exactly<ParallelIterator<string>>()(either.map(remote.describe));
exactly<ParallelIterator<bigint>>()(executor.parIter([1, 2] as const).map(remote.weigh));
exactly<ParallelIterator<number>>()(executor.parIter([[1], [2]] as const).map(remote.tally));
exactly<ParallelIterator<Metrics>>()(executor.parIter([]).map(remote.measure));
exactly<ParallelIterator<Metrics>>()(executor.parIter([{ lines: 1, path: 'a.ts' }]).map(remote.widest));
const untyped = numbers.map(remote.untyped);
exactly<ParallelIterator<any>>()(untyped); // eslint-disable-line @typescript-eslint/no-explicit-any -- untyped code
exactly<ParallelIterator<any>>()(numbers.flatMap(remote.untyped)); // eslint-disable-line @typescript-eslint/no-explicit-any -- untyped code
exactly<ParallelIterator<Metrics>>()(untyped.map(remote.measure));
exactly<ParallelIterator<number>>()(untyped.map(remote.score, { shared: [graph] }));
exactly<ParallelIterator<string>>()(executor.parIter<unknown>([]).map(remote.describe));

// @ts-expect-error one of them is no path
executor.parIter(['a.ts', 1]).map(remote.measure);

// @ts-expect-error a path may be missing
executor.parIter<string | undefined>([]).map(remote.measure);

// @ts-expect-error who knows whether it is a path
executor.parIter<unknown>([]).map(remote.measure);

// @ts-expect-error an untyped item doesn't make the graph superfluous
untyped.map(remote.score);

/** A chain of narrower items does for one of wider items. */
export const wider: ParallelIterator<string | number> = paths;

// @ts-expect-error but not the other way round
export const narrower: ParallelIterator<'a'> = paths;

/** Over any items and methods. */
export function mapAll<T, R>(
  items: Iterable<T>,
  method: RemoteMethod<(item: T) => R>,
): Promise<Awaited<R>[]> {
  return executor.parIter(items).mapWithContext(method).collect();
}

export function flatMapAll<T, S, R>(
  items: Iterable<T>,
  method: RemoteMethod<(item: T, shared: S) => R[]>,
  shared: S,
): Promise<R[]> {
  return executor
    .parIter(items)
    .flatMapWithContext(method, { shared: [shared] })
    .collect();
}
exactly<Promise<Metrics[]>>()(mapAll(['a.ts'], remote.measure));

// @ts-expect-error a path is no number, over any methods too
void mapAll([1], remote.measure);
