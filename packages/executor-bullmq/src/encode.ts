import { deserialize, serialize } from 'node:v8';
import { ThreadspanError } from '@threadspan/executor';
import type { Encoded } from './protocol.js';

/**
 * Bytes that are to other processes what a structured clone is to other threads, in the format that Node has used in
 * all versions from 20 to 26.
 *
 * @throws what structured clone throws for functions, symbols and handles; for shared memory, too
 */
export function encode(value: unknown): Buffer {
  return serialize(value);
}

/** @throws for what {@link encode} did not make */
export function decode(bytes: Uint8Array): unknown {
  return deserialize(bytes);
}

/** Items, or the one list of arguments that a call has, for a place in JSON. */
export function encodeItems(items: readonly unknown[], areArguments: boolean): Encoded {
  const values = areArguments ? (items[0] as readonly unknown[] | undefined) : items;
  return values === undefined || values.every(isSafeInJson)
    ? items
    : { bytes: encode(items).toString('base64') };
}

export function decodeItems(items: Encoded): readonly unknown[] {
  const values = 'bytes' in items ? decode(Buffer.from(items.bytes, 'base64')) : items;
  if (!Array.isArray(values)) throw new TypeError('Expected the items of a chunk to be a list');
  return values;
}

/** @throws ThreadspanError `PAYLOAD_TOO_LARGE` */
export function requireSize(what: string, bytes: number, max: number): void {
  if (bytes <= max) return;
  throw new ThreadspanError(
    'PAYLOAD_TOO_LARGE',
    `${what} takes ${megabytes(bytes)} MB, of ${megabytes(max)} MB that may go through the queue; send a path or a key ` +
      'in its place, or raise `maxPayload`',
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toPrecision(3);
}

function isSafeInJson(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    default:
      return value === null;
  }
}
