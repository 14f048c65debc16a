import { Readable } from 'node:stream';
import { types } from 'node:util';
import { diag } from '@opentelemetry/api';
import type { OpenSpan } from '@threadspan/context/ports';
import { followIterator } from './follow-iterator.js';
import type { Steps } from './follow-iterator.js';
import { followStream, followWebStream } from './follow-stream.js';

/**
 * Whether the work goes on in the result of a call: a generator object, an asynchronous iterable, a stream. Its span
 * is ended together with it then. Anything else is left alone, lists and thenables above all.
 */
export function followResult(result: unknown, open: OpenSpan): boolean {
  if (typeof result !== 'object' || result === null) return false;
  try {
    if (types.isGeneratorObject(result)) return followIterator(result as object, () => open);
    return Symbol.asyncIterator in result && followAsync(result, open);
  } catch (error) {
    diag.error('threadspan: a result could not be looked at; its span ends with the call', error);
    return false;
  }
}

function followAsync(result: object, open: OpenSpan): boolean {
  if (result instanceof Readable) return followStream(result, open);
  if (result instanceof ReadableStream) return followWebStream(result, open);
  return typeof (result as Steps).next === 'function'
    ? followIterator(result, () => open)
    : followIterable(result as AsyncIterable<unknown>, open);
}

// The first reader's iterator ends the span; others read on their own account.
function followIterable(iterable: AsyncIterable<unknown>, open: OpenSpan): boolean {
  const iterate: unknown = iterable[Symbol.asyncIterator];
  if (typeof iterate !== 'function' || !Object.isExtensible(iterable)) return false;
  let isFollowed = false;
  const value = function (this: unknown): unknown {
    const iterator = Reflect.apply(iterate, this, []) as Steps;
    isFollowed ||= followIterator(iterator, () => open);
    return iterator;
  };
  Object.defineProperty(iterable, Symbol.asyncIterator, { value, writable: true, configurable: true });
  return true;
}
