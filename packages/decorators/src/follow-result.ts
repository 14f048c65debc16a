import { types } from 'node:util';
import { reportFailure } from '@threadspan/context/ports';
import type { OpenSpan } from '@threadspan/context/ports';
import { followIterator } from './follow-iterator.js';
import type { Lifetime, Steps } from './follow-iterator.js';
import { followStream, followWebStream, isStream } from './follow-stream.js';

/**
 * Whether the work goes on in the result of a call: a generator object, an asynchronous iterable, a stream. Its span
 * is ended together with it then. Anything else is left alone, lists and thenables above all.
 */
export function followResult(result: unknown, open: OpenSpan): boolean {
  if (typeof result !== 'object' || result === null) return false;
  try {
    if (types.isGeneratorObject(result)) {
      return isNew(result, open) && followIterator(result as object, { open });
    }
    // What can be awaited, too, is more often than iterated.
    if (!(Symbol.asyncIterator in result) || 'then' in result) return false;
    return isNew(result, open) && followAsync(result, open);
  } catch (error) {
    reportFailure('a result could not be looked at; its span ends with the call', error);
    return false;
  }
}

const followers = new WeakMap<object, Set<string>>();

// A method may return the same object with each call, and each time it would get another layer.
function isNew(result: object, { spec }: OpenSpan): boolean {
  const names = followers.get(result) ?? new Set();
  if (names.has(spec.name)) return false;
  followers.set(result, names.add(spec.name));
  return true;
}

function followAsync(result: object, open: OpenSpan): boolean {
  if (isStream(result)) return followStream(result, open);
  if (result instanceof ReadableStream) return followWebStream(result, open);
  return followIterable(result as AsyncIterable<unknown>, open);
}

// The first reader's iterator ends the span; others read on their own account. The object may be its own iterator, or
// have a `next` that means something else, as the cursors of databases do.
function followIterable(iterable: AsyncIterable<unknown>, open: OpenSpan): boolean {
  const iterate: unknown = iterable[Symbol.asyncIterator];
  if (typeof iterate !== 'function') return false;
  const life: Lifetime = { open };
  const value = function (this: unknown): unknown {
    const iterator = Reflect.apply(iterate, this, []) as Steps;
    if (iterator !== iterable && !life.ended) life.ended = followIterator(iterator, { open });
    return iterator;
  };
  // First of all, as it throws where the object doesn't let itself be changed.
  Object.defineProperty(iterable, Symbol.asyncIterator, { value, writable: true, configurable: true });
  return followIterator(iterable as Steps, life);
}
