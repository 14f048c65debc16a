import type { CrashContext } from './crash-context.js';

/**
 * A thrown value on its way to another thread: itself first, then every error in it, each of them once and the
 * nearest first. The values of fields, and of what was thrown without being an error, are structured-cloneable;
 * all the rest is JSON-safe.
 */
export interface ErrorEnvelope {
  readonly parts: readonly ErrorPart[];
}

export type ErrorPart = PackedError | PackedValue;

interface Packed {
  /** Where in it other parts go: there stands `null` instead. */
  readonly refs?: readonly ErrorRef[];
  readonly context?: CrashContext;
}

export interface PackedError extends Packed {
  readonly kind: 'error';
  /** Names of its class and of those that it extends, the nearest first; `name` need not be one of them. */
  readonly classNames: readonly string[];
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly fields: readonly ErrorField[];
  /** A span has the exception already; those it passes from here on need not record it again. */
  readonly recorded?: true;
}

/** Something that was thrown and is no error. */
export interface PackedValue extends Packed {
  readonly kind: 'value';
  readonly value: unknown;
}

/** A field such as `code`, `cause` or `errors`; `hidden` when it is not enumerable. */
export type ErrorField = readonly [name: string, value: unknown, hidden?: 'hidden'];

export interface ErrorRef {
  readonly kind: 'ref';
  /** The fields and indices that lead there. */
  readonly path: readonly string[];
  /** Which part goes there. */
  readonly part: number;
}

/** How many errors one envelope has at most. */
export const MAX_PARTS = 200;
/** How many errors deep it goes. */
export const MAX_DEPTH = 16;
export const MAX_FIELDS = 1_000;
export const MAX_REFS = 10_000;
/** How many steps deep data goes that has errors in it, or something that can't be cloned. */
export const MAX_PATH = 100;

/** Whether an error may bring a field of this name: never one that every error has, such as `toString`. */
export function isFieldName(name: string): boolean {
  return name !== 'stack' && !(name in Error.prototype);
}
