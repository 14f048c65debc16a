import type { ItemMethod } from '../remote/remote-types.js';
import type { AnyMethod, Signature, SignaturesOf } from '../remote/signatures.js';

/** What a method gets besides the item. */
export interface StageOptions<S extends readonly unknown[]> {
  /** Arguments that follow the item. They are sent once to each worker, not once per item. */
  readonly shared?: readonly [...S];
}

/** The options of a stage; they may be left out where the method needs nothing but the item. */
export type StageArguments<S extends readonly unknown[]> = [S] extends [never]
  ? [options?: StageOptions<S>]
  : [] extends S
    ? [options?: StageOptions<S>]
    : [options: Required<StageOptions<S>>];

/** The method, if `F` takes the item and returns an `R`; else the method that would. */
export type StageMethod<F extends AnyMethod, T, R = unknown> = F extends (item: T, ...shared: never[]) => R
  ? ItemMethod<F>
  : ItemMethod<(item: T, ...shared: never[]) => R>;

/** The parameters that follow the item; a union where several overloads take the item. */
export type SharedOf<F, T> = SharedOfEach<SignaturesOf<F>[number], T>;

type SharedOfEach<Overload, T> =
  Overload extends Signature<infer A, unknown> ? (TakesItem<A, T> extends true ? Tail<A> : never) : never;

/** What comes of an item: the result of the first overload that takes the item and `S`, as in a call. */
export type StageResult<F, T, S extends readonly unknown[]> = Awaited<
  FirstResult<SignaturesOf<F>, T, [] extends S ? [] : S>
>;

type FirstResult<Overloads, T, S> = Overloads extends [Signature<infer A, infer R>, ...infer Rest]
  ? [TakesItem<A, T>, S] extends [true, Tail<A>]
    ? R
    : FirstResult<Rest, T, S>
  : never;

type TakesItem<A extends readonly unknown[], T> = ((...args: A) => void) extends (
  item: T,
  ...shared: never[]
) => void
  ? true
  : false;

type Tail<A extends readonly unknown[]> = A extends readonly [unknown?, ...infer S] ? S : never;

/** What a flatMap method returns. A string is iterable, too, but hardly meant to be taken apart, and refused. */
export type Many<V> = object & (Iterable<V> | AsyncIterable<V>);

/** The values of a `Many`. */
export type ValueOf<R> = unknown extends R
  ? R
  : R extends Iterable<infer V> | AsyncIterable<infer V>
    ? V
    : never;
