import { inspect, types } from 'node:util';

const MAX_KEYS = 1_000;
const DEPTH = 2;
const MAX_ENTRIES = 20;
// Longer than what is shown in the end, so that no secret is cut in half before it is looked for.
const MAX_STRING = 20_000;
const FIRST_ENTRIES = Array.from({ length: MAX_ENTRIES }, (_, index) => String(index));

/** A short description of anything at all; runs no code of the value's own. */
export function showValue(value: unknown): string {
  try {
    if (isVast(value, DEPTH)) return `[${typeof value} of too many fields]`;
    return inspect(value, {
      customInspect: false,
      depth: DEPTH,
      maxArrayLength: MAX_ENTRIES,
      maxStringLength: MAX_STRING,
    });
  } catch {
    return `[${typeof value}]`;
  }
}

// `inspect` has no bound for these.
function isVast(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null || types.isProxy(value) || types.isTypedArray(value))
    return false;
  const keys = Array.isArray(value) ? FIRST_ENTRIES : Object.keys(value);
  if (keys.length > MAX_KEYS) return true;
  const field = (key: string): unknown => Object.getOwnPropertyDescriptor(value, key)?.value;
  return depth > 0 && keys.some((key) => isVast(field(key), depth - 1));
}
