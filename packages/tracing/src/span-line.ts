import { deserialize, serialize } from 'node:v8';
import type { Attributes } from '@opentelemetry/api';
import type { SpanRecord } from './span-record.js';

const BINARY = '!';

/** One line of text: cheaper than a structured clone, and it can be written to shared memory. */
export function encodeSpan(record: SpanRecord): string {
  return isJsonSafe(record) ? JSON.stringify(record) : BINARY + serialize(record).toString('base64');
}

/** Reads what {@link encodeSpan} made. */
export function decodeSpan(text: string): SpanRecord {
  const isBinary = text.startsWith(BINARY);
  const value: unknown = isBinary ? deserialize(Buffer.from(text.slice(1), 'base64')) : JSON.parse(text);
  return value as SpanRecord;
}

// JSON would change what is none of its own: NaN, -0, undefined in a list, and whatever a later SDK lets in.
function isJsonSafe([attributes, extras]: SpanRecord): boolean {
  if (!areJsonSafe(attributes)) return false;
  return !extras || [...extras.events, ...extras.links].every((each) => areJsonSafe(each.attributes));
}

function areJsonSafe(attributes: Attributes | undefined): boolean {
  for (const key in attributes) {
    const value: unknown = attributes[key];
    if (Array.isArray(value) ? !value.every(isJsonValue) : !isJsonValue(value)) return false;
  }
  return true;
}

function isJsonValue(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  return typeof value === 'string' || typeof value === 'boolean' || value === null;
}
