import { types } from 'node:util';
import { openSpan, spanOpener } from '@threadspan/context/ports';
import type { SpanSpec } from '@threadspan/context/ports';
import { followIterator } from './follow-iterator.js';
import { followResult } from './follow-result.js';
import type { MetadataApi } from './metadata-api.js';

/** Any method: what a decorator accepts. */
export type Method = (...args: never[]) => unknown;

/** What to open around a call, told from its arguments; `self` is the `this` of the call. */
export type DescribeCall = (args: readonly unknown[], self: unknown) => SpanSpec;

/**
 * A function that behaves like `method` and runs each call inside the span that `describe` tells. It has the
 * same `this`, name, length and other properties; sync stays sync.
 */
export function wrap<M extends Method>(method: M, describe: DescribeCall): M {
  const wrapped = types.isGeneratorFunction(method)
    ? wrapGenerator(method, describe)
    : wrapCall(method, describe);
  // Name and length, and whatever other decorators have put on the function.
  Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(method as object));
  copyMetadata(method, wrapped);
  return wrapped as unknown as M;
}

type Wrapped = (this: unknown, ...args: unknown[]) => unknown;

// Written as a method: as such it has no `prototype` and can't be called with `new`.
interface Wrapper {
  readonly call: Wrapped;
}

function wrapCall(method: Method, describe: DescribeCall): Wrapped {
  const wrapped: Wrapper = {
    call(...args) {
      let own: unknown;
      const open = openSpan(describe(args, this), followResult);
      const result = open.run(() => (own = Reflect.apply(method, this, args) as unknown), open);
      return Object.is(result, own) ? own : promiseFor(own as Promise<unknown>, result as Promise<unknown>);
    },
  };
  return wrapped.call;
}

// A promise that can do more, such as be cancelled, has to be returned itself. It counts as handled, as somebody waits
// for it; nobody else has the other one, which must not count as unhandled.
function promiseFor(own: Promise<unknown>, settled: Promise<unknown>): Promise<unknown> {
  const isPlain = Object.getPrototypeOf(own) === Promise.prototype && Object.keys(own).length === 0;
  if (isPlain) return settled;
  settled.catch(() => undefined);
  return own;
}

type GeneratorMethod = (...args: never[]) => object;

// Nothing of a generator runs at its call, so its span starts with its first step, in the context of the call.
function wrapGenerator(method: GeneratorMethod, describe: DescribeCall): Wrapped {
  const wrapped: Wrapper = {
    call(...args) {
      const generator = Reflect.apply(method, this, args) as object;
      const open = spanOpener();
      followIterator(generator, { begin: () => open(describe(args, this)) });
      return generator;
    },
  };
  return wrapped.call;
}

// Other libraries (NestJS, for one) keep metadata on the function itself; it has to move along.
function copyMetadata(from: object, to: object): void {
  const { getOwnMetadataKeys, getOwnMetadata, defineMetadata } = Reflect as Partial<MetadataApi>;
  if (!getOwnMetadataKeys || !getOwnMetadata || !defineMetadata) return;
  for (const key of getOwnMetadataKeys(from)) defineMetadata(key, getOwnMetadata(key, from), to);
}
