import type { CallOptions } from './remote.js';
import type { AnyMethod, ResultOf, Signature, SignaturesOf } from './signatures.js';

declare const METHOD: unique symbol;

/** What a stage of a chain takes: a remote method that is an `F` where it runs. */
export interface ItemMethod<F extends AnyMethod> {
  /** For the compiler only. */
  readonly [METHOD]: F;
}

/**
 * A method of an instance that lives in the workers. It is called as `F` is, and its result is in a promise.
 *
 * Parameters are kept with their names, and so are up to six overloads. Type parameters are kept where the method
 * returns promises; elsewhere, and in chains, each becomes its constraint. Functions, symbols, iterators and
 * generators can't be sent, so they are left out of the result: a call rejects with `NOT_SERIALIZABLE` instead.
 */
export type RemoteMethod<F extends AnyMethod> = RemoteCall<F> &
  ItemMethod<F> & {
    /** The same method with options: `remote.method.with({ timeout: 1_000 })(…args)`. */
    with(options: CallOptions): RemoteCall<F>;
  };

type RemoteCall<F> = [Unpromised<ResultOf<F>>, unknown] extends [never, ThisParameterType<F>]
  ? F
  : Calls<SignaturesOf<F>>;

// A kind of promise with methods of its own counts, too: it arrives as a plain one.
type Unpromised<R> = [R] extends [never]
  ? true
  : R extends Promise<infer V>
    ? Promise<V> extends R
      ? never
      : true
    : true;

type Calls<Overloads> = Overloads extends [Signature<infer A, infer R>, ...infer Rest]
  ? Call<A, R> & Calls<Rest>
  : unknown;

type Call<A extends readonly unknown[], R> = (...args: A) => Promise<Exclude<Awaited<R>, Unclonable>>;

type Unclonable =
  | AnyMethod
  | symbol
  | (Iterator<unknown, unknown, never> & Iterable<unknown>)
  | (AsyncIterator<unknown, unknown, never> & AsyncIterable<unknown>);

/**
 * The public methods of an instance of `T` in each worker; the annotated ones can be called and given to chains.
 * Caveat: a type can't tell a field or an accessor that holds a function from a method, but only methods are there.
 */
export type Remote<T> = {
  readonly [K in keyof T as IsMethod<T[K]> extends true ? Exclude<K, symbol | 'then'> : never]: RemoteMethod<
    Extract<T[K], AnyMethod>
  >;
};

// Optional methods are methods, too; `never` would pass for one.
type IsMethod<V> = [NonNullable<V>] extends [never] ? false : NonNullable<V> extends AnyMethod ? true : false;
