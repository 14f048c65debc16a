import { diag } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import { runSpan } from '@threadspan/context/ports';
import type { SpanSpec } from '@threadspan/context/ports';

/** Any method: what a decorator accepts. */
export type Method = (...args: never[]) => unknown;

/** What to open around a call, told from its arguments. */
export type DescribeCall = (args: readonly unknown[]) => SpanSpec;

/**
 * A function that behaves like `method` and runs each call inside the span that `describe` tells. It has the
 * same `this`, name, length and other properties; sync stays sync.
 */
export function wrap<M extends Method>(method: M, describe: DescribeCall): M {
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    return runSpan(describe(args), () => Reflect.apply(method, this, args));
  };
  // Name and length, and whatever other decorators have put on the function.
  Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(method as object));
  copyMetadata(method, wrapped);
  return wrapped as unknown as M;
}

// Other libraries (NestJS, for one) keep metadata on the function itself; it has to move along.
function copyMetadata(from: object, to: object): void {
  const { getOwnMetadataKeys, getOwnMetadata, defineMetadata } = Reflect as Partial<MetadataApi>;
  if (!getOwnMetadataKeys || !getOwnMetadata || !defineMetadata) return;
  for (const key of getOwnMetadataKeys(from)) defineMetadata(key, getOwnMetadata(key, from), to);
}

/** The part of reflect-metadata that is used when the program has loaded it. */
export interface MetadataApi {
  getOwnMetadataKeys(target: object): unknown[];
  getOwnMetadata(key: unknown, target: object): unknown;
  getMetadata(key: unknown, target: object, property: PropertyKey): unknown;
  defineMetadata(key: unknown, value: unknown, target: object): void;
}

/** Attributes of one call; with a second parameter they wait for the result. */
export type AttributesOf<A extends readonly unknown[], R> = (args: A, result: Awaited<R>) => Attributes;

/**
 * Splits an `attributes` option into the two places of a span spec. A function that fails never fails the call:
 * it is reported through `diag`, once.
 */
export function attributesSpec(
  member: string,
  attributes: AttributesOf<never, never> | undefined,
  args: readonly unknown[],
): Pick<SpanSpec, 'attributes' | 'resultAttributes'> {
  if (attributes === undefined) return {};
  const ask = (result?: unknown) => {
    try {
      return attributes(args as never, result as never);
    } catch (error) {
      reportOnce(member, attributes, error);
      return undefined;
    }
  };
  return attributes.length < 2 ? { attributes: ask() } : { resultAttributes: ask };
}

const reported = new WeakSet<object>();

function reportOnce(member: string, attributes: object, error: unknown): void {
  if (reported.has(attributes)) return;
  reported.add(attributes);
  diag.error(
    `threadspan: ${member}: the \`attributes\` function failed; its spans have no such attributes`,
    error,
  );
}
