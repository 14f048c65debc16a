import { types } from 'node:util';
import { getErrorContext, setErrorContext } from './crash-context.js';
import type { CrashContext } from './crash-context.js';
import { createErrorOf } from './error-classes.js';
import { isExceptionRecorded, markExceptionRecorded } from './record-exception.js';

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
      /** A span has the exception already; those it passes from here on need not record it again. */
      readonly recorded?: true;
    }
  | { readonly kind: 'value'; readonly value: unknown; readonly context?: CrashContext };

const MAX_DEPTH = 16;
// Of one thrown value, with everything below it: errors that refer to each other twice grow without bound.
const MAX_ERRORS = 200;
const OWN = new Set(['name', 'message', 'stack', 'cause', '__proto__']);

/**
 * Packs whatever was thrown, together with its crash context. Never throws. An error inside itself is left out,
 * and so is what lies deeper than 16 levels or comes after 200 errors.
 */
export function packError(thrown: unknown): ErrorEnvelope {
  return pack(thrown, [], { left: MAX_ERRORS });
}

function pack(thrown: unknown, outside: readonly object[], budget: { left: number }): ErrorEnvelope {
  budget.left--;
  const context = getErrorContext(thrown);
  const withContext = context === undefined ? {} : { context };
  if (!isError(thrown)) return { kind: 'value', value: cloneable(thrown), ...withContext };
  const path = [...outside, thrown];
  const inner = (value: unknown): ErrorEnvelope[] =>
    path.length > MAX_DEPTH || budget.left <= 0 || path.includes(value as object)
      ? []
      : [pack(value, path, budget)];
  const cause = read(thrown, 'cause');
  const [packedCause] = cause === undefined ? [] : inner(cause);
  const errors = arrayOf(read(thrown, 'errors'));
  const stack = read(thrown, 'stack');
  return {
    kind: 'error',
    name: text(read(thrown, 'name'), 'Error'),
    className: text(read(read(thrown, 'constructor'), 'name'), 'Error'),
    message: text(read(thrown, 'message'), ''),
    ...(typeof stack === 'string' ? { stack } : {}),
    ...(packedCause ? { cause: packedCause } : {}),
    ...(errors ? { errors: errors.flatMap(inner) } : {}),
    fields: ownFields(thrown, errors ? 'errors' : undefined),
    ...(isExceptionRecorded(thrown) ? { recorded: true } : {}),
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
  if (envelope.recorded) markExceptionRecorded(error);
  // First of all: V8 formats the stack that is there before, and source map support prints the error for that.
  if (envelope.stack !== undefined) define(error, 'stack', envelope.stack, false);
  for (const [name, value] of envelope.fields) {
    if (!OWN.has(name) && read(error, name) !== value) define(error, name, value, true);
  }
  if (read(error, 'name') !== envelope.name) define(error, 'name', envelope.name, false);
  if (envelope.cause !== undefined) define(error, 'cause', unpackError(envelope.cause), false);
  if (envelope.errors !== undefined) {
    define(error, 'errors', envelope.errors.map(unpackError), false);
  }
  return error;
}

function define(target: object, name: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(target, name, { value, enumerable, writable: true, configurable: true });
}

function isError(value: unknown): value is object {
  try {
    return value instanceof Error || types.isNativeError(value);
  } catch {
    return false; // a proxy that refuses
  }
}

function arrayOf(value: unknown): unknown[] | undefined {
  try {
    return Array.isArray(value) ? Array.from<unknown>(value).slice(0, MAX_ERRORS) : undefined;
  } catch {
    return undefined;
  }
}

function ownFields(error: object, except: string | undefined): [string, unknown][] {
  const fields = keysOf(error)
    .filter((key) => !OWN.has(key) && key !== except)
    .map((key): [string, unknown] => [key, cloneable(read(error, key))]);
  // The code may also be a getter of the class, which the other side need not know.
  const code = read(error, 'code');
  const isOwn = fields.some(([key]) => key === 'code');
  return isOwn || (typeof code !== 'string' && typeof code !== 'number')
    ? fields
    : [...fields, ['code', code]];
}

function keysOf(object: object): string[] {
  try {
    return Object.keys(object);
  } catch {
    return [];
  }
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
