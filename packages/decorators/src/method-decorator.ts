import type { Method } from './wrap.js';

/** What a standard decorator is told of its method; the part of `ClassMethodDecoratorContext` that is used. */
export interface StandardMethodContext {
  readonly kind: 'method';
  readonly name: string | symbol;
  readonly static: boolean;
  readonly private: boolean;
  readonly metadata?: object | undefined;
  /** Has `initializer` called with each new instance, or with the class of a static method. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in the library of TypeScript
  addInitializer(initializer: (this: any) => void): void;
}

/**
 * A method decorator, in both dialects, that leaves the type of the method as it is. `A` and `R` are the arguments and
 * the result that its `attributes` expect, `P` is the index of the argument that has to be a path; `never` where
 * nothing is expected.
 */
export interface MethodDecoratorOf<
  A extends readonly unknown[] = never,
  R = never,
  P extends number = never,
> {
  <F extends Method>(
    value: F,
    context: StandardMethodContext & ArgumentsCheck<F, A> & ResultCheck<F, R> & PathCheck<F, P>,
  ): F;
  <F extends Method>(
    target: object,
    key: PropertyKey,
    descriptor: TypedPropertyDescriptor<F> & ArgumentsCheck<F, A> & ResultCheck<F, R> & PathCheck<F, P>,
  ): void;
}

type ArgumentsCheck<F extends Method, A extends readonly unknown[]> = [A] extends [never]
  ? unknown
  : ((...args: A) => void) extends (...args: Parameters<F>) => void
    ? unknown
    : 'expected `attributes` and `path` to take the arguments of the method';

type ResultCheck<F extends Method, R> = [R] extends [never]
  ? unknown
  : ResultOf<ReturnType<F>> extends R
    ? unknown
    : 'expected `attributes` to take the result of the method';

type ResultOf<T> =
  Awaited<T> extends Generator<unknown, infer V> | AsyncGenerator<unknown, infer V> ? V : Awaited<T>;

type PathCheck<F extends Method, P extends number> = [P] extends [never]
  ? unknown
  : Parameters<F>[P] extends string | URL
    ? unknown
    : 'expected a string or URL as the first parameter, or the option `path`';
