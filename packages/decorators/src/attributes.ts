import { types } from 'node:util';
import type { Attributes } from '@opentelemetry/api';
import { reportFailure } from '@threadspan/context/ports';
import type { SpanSpec } from '@threadspan/context/ports';

/**
 * Attributes of one call; with a second parameter they wait for the result: what a promise resolves to, what a
 * generator returns.
 */
export type AttributesOf<A extends readonly unknown[], R> = (args: A, result: R) => Attributes;

/** Tells the two places for attributes in a span spec from the arguments of a call. */
export type ReadAttributes = (args: readonly unknown[]) => Pick<SpanSpec, 'attributes' | 'resultAttributes'>;

/**
 * Reads an `attributes` option and attributes from single parameters. A function that fails never fails the call: it is
 * reported through `diag`, once. `undefined` when there is nothing to read.
 */
export function attributesReader(
  label: string,
  option: AttributesOf<never, never> | undefined,
  ofParameters: ((args: readonly unknown[]) => Attributes) | undefined,
): ReadAttributes | undefined {
  if (option === undefined) return ofParameters && ((args) => ({ attributes: ofParameters(args) }));
  const ask = (args: readonly unknown[], result?: unknown) => {
    try {
      return plain(option(args as never, result as never));
    } catch (error) {
      reportOnce(label, option, error);
      return undefined;
    }
  };
  return option.length < 2
    ? (args) => ({ attributes: { ...ofParameters?.(args), ...ask(args) } })
    : (args) => ({
        attributes: ofParameters?.(args),
        resultAttributes: (result) => ask(args, result),
      });
}

// Untyped code may return anything; getters run here, too.
function plain(found: unknown): Attributes {
  if (types.isPromise(found)) found.catch(() => undefined);
  else if (typeof (found ?? {}) === 'object') return { ...(found as Attributes | undefined) };
  throw new TypeError(
    `Expected \`attributes\` to return an object, got ${types.isPromise(found) ? 'a promise' : typeof found}`,
  );
}

const reported = new WeakSet<object>();

function reportOnce(label: string, option: object, error: unknown): void {
  if (reported.has(option)) return;
  reported.add(option);
  reportFailure(`${label}: the \`attributes\` function failed; its spans have no such attributes`, error);
}
