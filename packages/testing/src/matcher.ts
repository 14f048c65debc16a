import { inspect, types } from 'node:util';

/** What `expect.any(Number)`, `expect.stringContaining('…')` and their like are, in Jest and in Vitest. */
export interface AsymmetricMatcher {
  /** Whether the value is as expected. */
  asymmetricMatch(value: unknown): boolean;
}

/** Says whether a value is as expected: a function that does, or an asymmetric matcher. */
export type Matcher<T> = AsymmetricMatcher | ((value: T) => boolean);

/**
 * What a `T` is expected to be: the value itself, a RegExp for a text, or a {@link Matcher}. Of objects only the fields
 * that are named count, of arrays all entries. For an object with a name, such as a frame of a span hierarchy, its name
 * will do. `undefined` expects that nothing is there.
 */
export type Expected<T> =
  | Matcher<T>
  | (T extends string
      ? T | RegExp
      : T extends readonly (infer E)[]
        ? readonly Expected<E>[]
        : T extends object
          ? { readonly [K in keyof T]?: Expected<T[K]> | undefined } | NameOf<T>
          : T);

type NameOf<T> = T extends { readonly name: string } ? string | RegExp : never;

export function isMatcher(expected: unknown): expected is Matcher<unknown> {
  return typeof expected === 'function' || isAsymmetric(expected);
}

export function matches(expected: Matcher<unknown> | RegExp, actual: unknown): boolean {
  // Unlike `test`, `search` begins at the start, whatever was matched before.
  if (types.isRegExp(expected)) return typeof actual === 'string' && actual.search(expected) !== -1;
  return Boolean(typeof expected === 'function' ? expected(actual) : expected.asymmetricMatch(actual));
}

/** An expected or an actual value in one line. */
export function describeValue(value: unknown): string {
  if (typeof value === 'symbol') return value.description ?? '';
  if (typeof value === 'function') return value.name === '' ? 'what a function accepts' : `<${value.name}>`;
  if (isAsymmetric(value) && 'toAsymmetricMatcher' in value) {
    const { toAsymmetricMatcher } = value;
    if (typeof toAsymmetricMatcher === 'function') return String(toAsymmetricMatcher.call(value));
  }
  return inspect(value, { depth: 4, breakLength: Infinity, maxStringLength: 500, maxArrayLength: 20 });
}

function isAsymmetric(value: unknown): value is AsymmetricMatcher {
  return (
    typeof value === 'object' &&
    value !== null &&
    'asymmetricMatch' in value &&
    typeof value.asymmetricMatch === 'function'
  );
}
