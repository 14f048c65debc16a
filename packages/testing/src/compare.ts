import { isDeepStrictEqual, types } from 'node:util';
import { isMatcher, matches } from './matcher.js';

/** One thing that is not as expected; `path` says where, such as `progress.processed`. */
export interface Difference {
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** Both sides for a diff: of the actual value what was asked for, of the expected one what it came to. */
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Compares what `expected` names; anything else in objects of `actual` is left alone. */
export function compare(expected: unknown, actual: unknown, path = ''): Comparison {
  if (isNameOf(expected, actual)) return compare(expected, actual.name, join(path, 'name'));
  if (isMatcher(expected) || types.isRegExp(expected)) {
    return matches(expected, actual) ? same(actual) : different(expected, actual, path);
  }
  if (Array.isArray(expected) && Array.isArray(actual)) return compareLists(expected, actual, path);
  if (isRecord(expected) && isObject(actual)) return compareFields(expected, actual, path);
  return expected === actual || isDeepStrictEqual(expected, actual)
    ? same(actual)
    : different(expected, actual, path);
}

function compareLists(expected: readonly unknown[], actual: readonly unknown[], path: string): Comparison {
  const compared = Array.from({ length: Math.max(expected.length, actual.length) }, (_, index) => {
    const at = `${path}[${index}]`;
    // A hole is no entry that is undefined.
    if (index >= actual.length) return different(expected[index], NOTHING, at);
    if (index >= expected.length) return different(NOTHING, actual[index], at);
    return compare(expected[index], actual[index], at);
  });
  return {
    differences: compared.flatMap(({ differences }) => differences),
    expected: compared.map((entry) => entry.expected).filter(isSomething),
    actual: compared.map((entry) => entry.actual).filter(isSomething),
  };
}

function compareFields(expected: object, actual: object, path: string): Comparison {
  const compared = Object.entries(expected).map(([key, value]) => {
    return [key, compare(value, fieldOf(actual, key), join(path, key))] as const;
  });
  return {
    differences: compared.flatMap(([, { differences }]) => differences),
    expected: Object.fromEntries(compared.map(([key, entry]) => [key, entry.expected])),
    actual: Object.fromEntries(compared.map(([key, entry]) => [key, entry.actual])),
  };
}

/** The field of that name, but for those that every object has: `constructor`, `__proto__`. */
function fieldOf(object: object, key: string): unknown {
  if (key in Object.prototype && !Object.hasOwn(object, key)) return undefined;
  return (object as Record<string, unknown>)[key];
}

/** Stands for an entry that a list does not have. */
const NOTHING = Symbol('nothing');

function isSomething(entry: unknown): boolean {
  return entry !== NOTHING;
}

function same(actual: unknown): Comparison {
  return { differences: [], expected: actual, actual };
}

function different(expected: unknown, actual: unknown, path: string): Comparison {
  return { differences: [{ path, expected, actual }], expected, actual };
}

/** For short, a text stands for what has it as its name: a frame of a hierarchy, an event. */
function isNameOf(expected: unknown, actual: unknown): actual is { readonly name: string } {
  const isText = typeof expected === 'string' || types.isRegExp(expected);
  return isText && isObject(actual) && 'name' in actual && typeof actual.name === 'string';
}

function isRecord(value: unknown): value is object {
  return isObject(value) && Object.prototype.toString.call(value) === '[object Object]';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function join(path: string, key: string): string {
  if (!/^[\w$]+$/.test(key)) return `${path}['${key}']`;
  return path === '' ? key : `${path}.${key}`;
}
