import { warn } from './attempt.js';
import { describeValue } from './describe-value.js';
import { globalState } from './global-state.js';
import { isObject, readProperty } from './read-property.js';

type ErrorClass = abstract new (...args: never[]) => Error;
type Create = (message: string, name: string) => Error;

const MAX_CLASSES = 16;

const BUILT_IN = new Map<string, Create>([
  ...[Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map(
    (cls): [string, Create] => [cls.name, (message) => new cls(message)],
  ),
  ['AggregateError', (message) => new AggregateError([], message)],
  ['DOMException', (message, name) => new DOMException(message, name)],
  [
    'AssertionError',
    (message) => as(new Error(message), process.getBuiltinModule('node:assert').AssertionError),
  ],
]);
if (typeof SuppressedError === 'function') {
  BUILT_IN.set('SuppressedError', (message) => new SuppressedError(undefined, undefined, message));
}

const registered = globalState('error-classes', () => new Map<string, ErrorClass>());

/**
 * Lets errors of this class, and of classes that extend it and are not registered, come back from other threads
 * as instances of it. The constructor is not called. Classes are told apart by their names: of two with the same
 * name the later one takes both's errors, and a warning goes to `diag`.
 * @throws TypeError when it is no class that extends `Error`, has no name, or that of a built-in error class.
 */
export function registerErrorClass(cls: ErrorClass): void {
  const names = typeof cls === 'function' ? namesFrom(readProperty(cls, 'prototype')) : [];
  const [name] = names;
  if (name === undefined || !names.includes('Error') || name !== readProperty(cls, 'name')) {
    throw new TypeError(
      `Expected an error class, got ${describeValue(cls)}; pass a class that has a name and extends Error`,
    );
  }
  const builtIn = BUILT_IN.get(name);
  if (builtIn) {
    if (builtIn('', name) instanceof cls) return;
    throw new TypeError(
      `Expected an error class with a name of its own, got ${name}, which is built in; give it another name`,
    );
  }
  if ((registered.get(name) ?? cls) !== cls) {
    warn(
      `two error classes with the name ${name} were registered; errors of both come back from other ` +
        'threads as instances of the later one. Give them different names.',
    );
  }
  registered.set(name, cls);
}

/** The names of the classes that `error` is an instance of, the nearest first. */
export function classNamesOf(error: object): string[] {
  try {
    return namesFrom(Object.getPrototypeOf(error));
  } catch {
    return []; // a proxy that refuses
  }
}

function namesFrom(prototype: unknown): string[] {
  const names: string[] = [];
  for (let at = prototype; isObject(at) && names.length < MAX_CLASSES; at = Object.getPrototypeOf(at)) {
    // Read like any other property: with --frozen-intrinsics it is an accessor.
    const own = Object.hasOwn(at, 'constructor') ? readProperty(at, 'constructor') : undefined;
    const name = readProperty(own, 'name');
    if (typeof name === 'string') names.push(name);
  }
  return names.filter((name) => name !== '' && name !== 'Object');
}

/** An error of the first class of those named that is known here, else a plain `Error`. */
export function createErrorOf(classNames: readonly string[], name: string, message: string): Error {
  const builtIn = classNames.find((cls) => BUILT_IN.has(cls));
  const known = classNames.find((cls) => cls === builtIn || registered.has(cls));
  const error = BUILT_IN.get(builtIn ?? 'Error')?.(message, name) ?? new Error(message);
  const own = registered.get(known ?? '');
  return own ? as(error, own) : error;
}

function as(error: Error, cls: ErrorClass): Error {
  return Object.setPrototypeOf(error, cls.prototype as object) as Error;
}
