import { types } from 'node:util';
import { getErrorContext, setErrorContext } from './crash-context.js';
import type { CrashContext } from './crash-context.js';
import { createErrorOf } from './error-classes.js';

/** A thrown value on its way to another thread. Plain data; values of own fields are structured-cloneable. */
export type ErrorEnvelope =
  | {
      readonly kind: 'error';
      readonly name: string;
      /** Name of the class, which need not be the `name` of the error. */
      readonly className: string;
      readonly message: string;
      readonly stack?: string;
      readonly cause?: ErrorEnvelope;
      readonly errors?: readonly ErrorEnvelope[];
      /** Own enumerable fields such as `code`. */
      readonly fields: readonly (readonly [name: string, value: unknown])[];
      readonly context?: CrashContext;
    }
  | { readonly kind: 'value'; readonly value: unknown; readonly context?: CrashContext };

const MAX_DEPTH = 16;
const MAX_ERRORS = 100;
const OWN = new Set(['name', 'message', 'stack', 'cause', 'errors', '__proto__']);

/** Packs whatever was thrown, together with its crash context. Never throws. */
export function packError(thrown: unknown, depth = 0): ErrorEnvelope {
  const context = getErrorContext(thrown);
  const withContext = context === undefined ? {} : { context };
  if (!isError(thrown)) return { kind: 'value', value: cloneable(thrown), ...withContext };
  const cause = read(thrown, 'cause');
  const errors = read(thrown, 'errors');
  const stack = read(thrown, 'stack');
  const deeper = depth < MAX_DEPTH;
  return {
    kind: 'error',
    name: text(read(thrown, 'name'), 'Error'),
    className: text(read(read(thrown, 'constructor'), 'name'), 'Error'),
    message: text(read(thrown, 'message'), ''),
    ...(typeof stack === 'string' ? { stack } : {}),
    ...(deeper && cause !== undefined ? { cause: packError(cause, depth + 1) } : {}),
    ...(deeper && Array.isArray(errors)
      ? { errors: errors.slice(0, MAX_ERRORS).map((error) => packError(error, depth + 1)) }
      : {}),
    fields: ownFields(thrown),
    ...withContext,
  };
}

/** Rebuilds what was thrown: its class where it is known, its fields, and what `getErrorContext` says of it. */
export function unpackError(envelope: ErrorEnvelope): unknown {
  const thrown = envelope.kind === 'error' ? revive(envelope) : envelope.value;
  if (envelope.context) setErrorContext(thrown, envelope.context);
  return thrown;
}

function revive(envelope: ErrorEnvelope & { kind: 'error' }): Error {
  const error = createErrorOf(envelope.className, envelope.name, envelope.message);
  for (const [name, value] of envelope.fields) {
    if (!OWN.has(name)) define(error, name, value, true);
  }
  if (error.name !== envelope.name) define(error, 'name', envelope.name, false);
  if (envelope.stack !== undefined) define(error, 'stack', envelope.stack, false);
  if (envelope.cause !== undefined) define(error, 'cause', unpackError(envelope.cause), false);
  if (envelope.errors !== undefined) define(error, 'errors', envelope.errors.map(unpackError), false);
  return error;
}

function define(target: object, name: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(target, name, { value, enumerable, writable: true, configurable: true });
}

function isError(value: unknown): value is object {
  return value instanceof Error || types.isNativeError(value);
}

function ownFields(error: object): [string, unknown][] {
  return Object.keys(error)
    .filter((key) => !OWN.has(key))
    .map((key) => [key, cloneable(read(error, key))]);
}

// Foreign errors may have getters that throw; they must not hide the error itself.
function read(object: unknown, key: string): unknown {
  try {
    return (object as Record<string, unknown> | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

/** `value` itself when it can be cloned to another thread, else a description of it. */
function cloneable(value: unknown): unknown {
  if (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol') return value;
  try {
    return value === null ? null : structuredClone(value);
  } catch {
    return describeValue(value);
  }
}

function describeValue(value: unknown): string {
  try {
    return `[${typeof value}: ${String(value)}]`.slice(0, 1_000);
  } catch {
    return `[${typeof value}]`;
  }
}
