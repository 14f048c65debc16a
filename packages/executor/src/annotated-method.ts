import { getAnnotatedMethod } from '@threadspan/context/ports';
import { ThreadspanError } from './errors.js';

type Method = (...args: unknown[]) => unknown;

/**
 * The annotated method of an instance. The registry is asked, never the object alone: `constructor` and whatever
 * else an object happens to have can't be called from another thread.
 *
 * @throws ThreadspanError `NOT_ANNOTATED`
 */
export function methodOf(instance: object, name: string): Method {
  // Of the class, as on the main thread: a constructor may have put a bound copy on the instance.
  const prototype = Object.getPrototypeOf(instance) as Record<string, unknown> | null;
  const found: unknown = prototype && getAnnotatedMethod(prototype, name) && prototype[name];
  if (typeof found === 'function') return found as Method;
  throw notAnnotated(
    typeof prototype?.constructor === 'function' ? prototype.constructor.name : 'The object',
    name,
  );
}

export function notAnnotated(className: string, method: string): ThreadspanError {
  return new ThreadspanError(
    'NOT_ANNOTATED',
    `Expected ${className}.${method} to be annotated; only annotated methods run in workers: ` +
      'add @WithParallelContext() or @ProcessFile() to it, above any decorator that replaces it',
  );
}
