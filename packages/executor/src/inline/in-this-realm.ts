import { types } from 'node:util';

// What a structured clone is made of.
const INTRINSICS = new Set([
  ...['Object', 'Array', 'Map', 'Set', 'Date', 'RegExp', 'Boolean', 'Number', 'String', 'BigInt'],
  ...['ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray'],
  ...['Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'BigInt64Array', 'BigUint64Array'],
  ...['Float16Array', 'Float32Array', 'Float64Array'],
  ...['Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'],
]);

let isForeign: boolean | undefined;

/**
 * Makes a fresh clone one of this realm, where `structuredClone` is another realm's, as in tests that run in a `vm`
 * context (Jest): what a method is given is an `instanceof Map` there as it is in a worker.
 */
export function inThisRealm<T>(clone: T): T {
  isForeign ??= Object.getPrototypeOf(structuredClone({})) !== Object.prototype;
  if (!isForeign) return clone;
  const found = new Set<unknown>([clone]);
  // The set grows while it is read.
  for (const value of found) {
    if (typeof value !== 'object' || value === null) continue;
    adopt(value);
    for (const part of partsOf(value)) found.add(part);
  }
  return clone;
}

function adopt(value: object): void {
  const prototype = Object.getPrototypeOf(value) as object | null;
  const name = prototype?.constructor.name ?? '';
  if (!INTRINSICS.has(name)) return;
  const own = (globalThis as unknown as Record<string, { readonly prototype: object } | undefined>)[name];
  if (own && own.prototype !== prototype) Object.setPrototypeOf(value, own.prototype);
}

function partsOf(value: object): Iterable<unknown> {
  if (ArrayBuffer.isView(value)) return [value.buffer];
  if (types.isMap(value)) return [...value.keys(), ...value.values()];
  if (types.isSet(value)) return value;
  if (types.isNativeError(value)) return [value.cause];
  const hasEntries = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return hasEntries ? (Object.values(value) as unknown[]) : [];
}
