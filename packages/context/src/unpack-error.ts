import { setErrorContext } from './crash-context.js';
import { createErrorOf } from './error-classes.js';
import { MAX_FIELDS, MAX_PARTS, MAX_PATH, MAX_REFS, isFieldName } from './error-envelope.js';
import type { ErrorEnvelope } from './error-envelope.js';
import { readCrashContext } from './read-crash-context.js';
import { defineProperty, isError, isObject, readProperty } from './read-property.js';
import { markExceptionRecorded } from './record-exception.js';

type Part = Partial<Record<string, unknown>>;

/**
 * Rebuilds what was thrown: its class or the nearest one that is known here, its fields, the errors in it, and
 * what `getErrorContext` says of each. Leaves the envelope as it is. Never throws: of garbage it leaves out what
 * it can't read, and where nothing is left it gives an `Error` that says so.
 */
export function unpackError(envelope: ErrorEnvelope): unknown {
  try {
    // A copy of its own, since errors are put into the data; without getters that throw, whoever made it.
    const { parts } = structuredClone(envelope);
    return Array.isArray(parts) && parts.length > 0 ? unpack(parts.slice(0, MAX_PARTS)) : unreadable();
  } catch (cause) {
    return unreadable(cause);
  }
}

function unpack(parts: readonly unknown[]): unknown {
  const read = parts.map((part): Part => (isObject(part) ? part : {}));
  const thrown = read.map(revive);
  read.forEach(({ refs }, index) => {
    for (const ref of arrayOf(refs).slice(0, MAX_REFS)) place(thrown[index], ref, thrown);
  });
  read.forEach((part, index) => {
    const context = readCrashContext(part['context']);
    if (context) setErrorContext(thrown[index], context);
  });
  return thrown[0];
}

function revive(part: Part): unknown {
  if (part['kind'] === 'error') return reviveError(part);
  return part['kind'] === 'value' ? part['value'] : unreadable();
}

function reviveError(part: Part): Error {
  const name = text(part['name']) ?? 'Error';
  const message = text(part['message']) ?? '';
  const classNames = arrayOf(part['classNames']).filter((cls) => typeof cls === 'string');
  const error = createErrorOf(classNames, name, message);
  if (part['recorded'] === true) markExceptionRecorded(error);
  // First of all: V8 formats the stack that is there before, and source map support prints the error for that.
  // Where it was unpacked says nothing of where it was thrown.
  defineProperty(error, 'stack', text(part['stack']) ?? (message ? `${name}: ${message}` : name), false);
  for (const field of arrayOf(part['fields']).slice(0, MAX_FIELDS)) setField(error, arrayOf(field));
  if (readProperty(error, 'name') !== name) defineProperty(error, 'name', name, false);
  return error;
}

function setField(error: Error, [name, value, hidden]: readonly unknown[]): void {
  if (typeof name !== 'string' || !isFieldName(name)) return;
  // Its class may have a getter for it.
  if (hidden && name in error && Object.is(readProperty(error, name), value)) return;
  defineProperty(error, name, value, !hidden);
}

/** Puts another part where `ref` says, if there is such a place. */
function place(whole: unknown, ref: unknown, thrown: readonly unknown[]): void {
  const path = arrayOf(readProperty(ref, 'path'));
  const part = readProperty(ref, 'part');
  if (path.length > MAX_PATH || typeof part !== 'number' || !(part in thrown)) return;
  let holder = whole;
  for (const step of path.slice(0, -1)) holder = ownValue(holder, step);
  const last = path.at(-1);
  if (ownValue(holder, last) !== null || (isError(holder) && !isFieldName(last as string))) return;
  (holder as Record<string, unknown>)[last as string] = thrown[part];
}

function ownValue(holder: unknown, name: unknown): unknown {
  return isObject(holder) && typeof name === 'string'
    ? Object.getOwnPropertyDescriptor(holder, name)?.value
    : undefined;
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function unreadable(cause?: unknown): Error {
  return new Error(
    'Expected an error from another thread, got something that could not be read; ' +
      'use the same version of @threadspan/context on both sides',
    cause === undefined ? {} : { cause },
  );
}
