import { types } from 'node:util';

/** Reads what may have a getter that throws, or be a proxy that refuses; `undefined` then. */
export function readProperty(object: unknown, key: string): unknown {
  try {
    return (object as Record<string, unknown> | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}

/** The names of its enumerable fields; none of a proxy that refuses. */
export function keysOf(object: object): string[] {
  try {
    return Object.keys(object);
  } catch {
    return [];
  }
}

/** Sets an own property, whatever setters there are. */
export function defineProperty(target: object, name: string, value: unknown, enumerable = true): void {
  Object.defineProperty(target, name, { value, enumerable, writable: true, configurable: true });
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Whether it is an error, of whichever realm. */
export function isError(value: unknown): value is object {
  try {
    return types.isNativeError(value) || value instanceof Error || value instanceof DOMException;
  } catch {
    return false; // a proxy that refuses
  }
}
