import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { cutMiddle, cutText, isCount } from './cut.js';
import { keysOf, readProperty } from './read-property.js';

const MAX_ATTRIBUTES = 64;
const MAX_CHARACTERS = 8_192;
const MAX_ENTRIES = 32;
// What a number or a boolean counts for.
const SCALAR = 8;

/** The attribute that says how many others there was no room for. */
const LEFT_OUT = '… attributes left out';

/**
 * The entries of `value` that are attributes, as plain data of its own; `undefined` when there is none. Long texts
 * and arrays are cut in the middle; what goes beyond 64 attributes or 8,192 characters is left out and counted.
 */
export function plainAttributes(value: unknown): Attributes | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const attributes: Attributes = {};
  let count = 0;
  let room = MAX_CHARACTERS;
  let leftOut = 0;
  for (const key of keysOf(value)) {
    const attribute = key === '__proto__' ? undefined : plainValue(readProperty(value, key));
    if (attribute === undefined) continue;
    const size = key.length + sizeOf(attribute);
    if (key === LEFT_OUT && isCount(attribute)) leftOut += attribute;
    else if (count === MAX_ATTRIBUTES || size > room) leftOut += 1;
    else {
      attributes[key] = attribute;
      count += 1;
      room -= size;
    }
  }
  if (leftOut > 0) attributes[LEFT_OUT] = Math.min(leftOut, Number.MAX_SAFE_INTEGER);
  return count > 0 || leftOut > 0 ? attributes : undefined;
}

/** How many characters they count for. */
export function sizeOfAttributes(attributes: Attributes): number {
  let size = 0;
  for (const [key, attribute] of Object.entries(attributes))
    if (key !== LEFT_OUT) size += key.length + sizeOf(attribute);
  return size;
}

/** What says that all of them were left out. */
export function allLeftOut(attributes: Attributes): Attributes {
  const { [LEFT_OUT]: before, ...others } = attributes;
  const count = Object.keys(others).length + (isCount(before) ? before : 0);
  return { [LEFT_OUT]: Math.min(count, Number.MAX_SAFE_INTEGER) };
}

function plainValue(value: unknown): AttributeValue | undefined {
  if (typeof value === 'string') return cutText(value);
  if (Array.isArray(value)) return plainArray(value);
  return isScalar(value) ? value : undefined;
}

function plainArray(array: readonly unknown[]): AttributeValue | undefined {
  const kept = cutMiddle(array, MAX_ENTRIES, (from, to) => `… ${to - from} entries …`);
  if (!kept.every((item) => item == null || typeof item === 'string' || isScalar(item))) return undefined;
  // The marker is a text and the entries of an attribute are of one type, so those around it become texts too.
  if (kept !== array) return kept.map((item) => (item == null ? item : cutText(String(item))));
  return kept.map((item) => (typeof item === 'string' ? cutText(item) : item)) as AttributeValue;
}

function isScalar(value: unknown): value is number | boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

function sizeOf(attribute: AttributeValue | undefined): number {
  if (typeof attribute === 'string') return attribute.length;
  if (!Array.isArray(attribute)) return SCALAR;
  let size = 0;
  for (const item of attribute) size += typeof item === 'string' ? item.length : SCALAR;
  return size;
}
