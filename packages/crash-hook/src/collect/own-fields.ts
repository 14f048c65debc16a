import { types } from 'node:util';
import { readProperty } from '../read-property.js';

const KNOWN = new Set(['name', 'message', 'stack', 'cause', 'errors', 'code']);
const OF_SUPPRESSED = new Set([...KNOWN, 'error', 'suppressed']);

/**
 * The enumerable fields of an error's own that no other part of a report tells of. What has a getter is described
 * rather than called; of a proxy there are none, as each of them would run its code. Never throws.
 */
export function ownFields(error: object): [name: string, value: unknown][] {
  if (types.isProxy(error)) return [];
  const known = isSuppressed(error) ? OF_SUPPRESSED : KNOWN;
  return Object.keys(error)
    .filter((name) => !known.has(name))
    .map((name) => [name, valueOf(Object.getOwnPropertyDescriptor(error, name))]);
}

/** What was thrown together: the list of an `AggregateError`, or both errors of a `SuppressedError`. */
export function aggregatedBy(error: object): unknown {
  if (!isSuppressed(error)) return readProperty(error, 'errors');
  return [readProperty(error, 'error'), readProperty(error, 'suppressed')];
}

function isSuppressed(error: object): boolean {
  return (
    !types.isProxy(error) &&
    readProperty(error, 'name') === 'SuppressedError' &&
    Object.hasOwn(error, 'error') &&
    Object.hasOwn(error, 'suppressed')
  );
}

// As `inspect` shows them.
function valueOf(descriptor: PropertyDescriptor | undefined): unknown {
  if (descriptor?.get) return descriptor.set ? '[Getter/Setter]' : '[Getter]';
  return descriptor?.set ? '[Setter]' : descriptor?.value;
}
