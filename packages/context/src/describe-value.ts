import { inspect, types } from 'node:util';

const MAX_TEXT = 1_000;
const MAX_KEYS = 1_000;

/** A short text in place of a value that can't be had; runs as little of the value's own code as can be. */
export function describeValue(value: unknown): string {
  // Its own fields are those of the async hooks.
  if (types.isPromise(value)) return '[Promise]';
  try {
    return isVast(value) ? shortly(value) : show(value).slice(0, MAX_TEXT);
  } catch {
    return shortly(value);
  }
}

/** What is left to say when even that is too much. */
export function shortly(value: unknown): string {
  return `[${typeof value}]`;
}

function show(value: unknown): string {
  return inspect(value, {
    depth: 1,
    maxArrayLength: 10,
    maxStringLength: 200,
    customInspect: false,
    getters: false,
    compact: true,
    breakLength: Infinity,
  });
}

// `inspect` has no bound for these.
function isVast(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > MAX_KEYS;
}
