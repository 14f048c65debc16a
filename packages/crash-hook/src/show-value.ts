import { inspect } from 'node:util';

/** A short description of anything at all; runs no code of the value's own. */
export function showValue(value: unknown): string {
  try {
    return inspect(value, { customInspect: false, depth: 2, maxArrayLength: 20, maxStringLength: 1_000 });
  } catch {
    return `[${typeof value}]`;
  }
}
