import type { Transferable } from 'node:worker_threads';
import type { ThreadspanError } from '../errors.js';
import { packUrls, unpackUrls } from '../url-arguments.js';
import { inThisRealm } from './in-this-realm.js';

/**
 * Copies values as a message to another thread would, all in one go.
 * @param refuse what is thrown where that fails
 * @param transfer what is moved instead
 */
export function clone<T extends readonly unknown[]>(
  values: T,
  refuse: (cause: unknown) => ThreadspanError,
  transfer: readonly Transferable[] = [],
): T {
  if (transfer.length === 0 && values.every(isCopied)) return values;
  try {
    return inThisRealm(structuredClone(values, { transfer: transfer as never[] }));
  } catch (cause) {
    throw refuse(cause);
  }
}

/** The same for what goes to a worker, where items and arguments that are URLs stay URLs. */
export function cloneWithUrls(
  values: readonly unknown[],
  areArguments: boolean,
  refuse: (cause: unknown) => ThreadspanError,
  transfer?: readonly Transferable[],
): readonly unknown[] {
  const { items, ...places } = packUrls(values, areArguments);
  return unpackUrls({ items: clone(items, refuse, transfer), ...places });
}

function isCopied(value: unknown): boolean {
  return value === null || !['object', 'function', 'symbol'].includes(typeof value);
}
