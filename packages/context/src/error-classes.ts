import { globalState } from './global-state.js';

type ErrorClass = new (message: string) => Error;

const BUILT_IN = new Map<string, ErrorClass>(
  [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((cls) => [
    cls.name,
    cls,
  ]),
);

const registered = globalState('error-classes', () => new Map<string, ErrorClass>());

/** Lets errors of this class come back from other threads as instances of it. The constructor is not called. */
export function registerErrorClass(cls: abstract new (...args: never[]) => Error): void {
  registered.set(cls.name, cls as unknown as ErrorClass);
}

/** An error of the class `className`, or of `name`, where one of them is known; else a plain `Error`. */
export function createErrorOf(className: string, name: string, message: string): Error {
  const own = registered.get(className);
  if (own) return Object.setPrototypeOf(new Error(message), own.prototype as object) as Error;
  if (className === 'AggregateError' || name === 'AggregateError') return new AggregateError([], message);
  if (className === 'DOMException') return new DOMException(message, name);
  const cls = BUILT_IN.get(className) ?? BUILT_IN.get(name) ?? Error;
  return new cls(message);
}
