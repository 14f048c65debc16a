import { isCount, isListOf, isRecord, isText } from '../checks.js';
import { PROTOCOL_VERSION } from '../protocol.js';
import type { ChunkData, RunSpec } from '../protocol.js';

/** Most items of a chunk. */
const MAX_ITEMS = 65_534;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const HASH = /^[\da-f]{64}$/;
const KINDS = ['call', 'map', 'filterMap', 'flatMap', 'forEach'];

/**
 * The data of a job, if it has the form that a driver of this version sends.
 * @throws Error that says what is wrong with it
 */
export function readChunk(data: unknown, maxPayload: number): ChunkData {
  if (!isRecord(data)) throw malformed('no object');
  requireVersion(data['version']);
  const { driver, run, spec, chunk, attempt, suspect = 'item', items, urls = [], carrier } = data;
  if (!isText(driver) || !UUID.test(driver)) throw malformed('driver');
  if (!isText(spec) || !HASH.test(spec)) throw malformed('spec');
  if (![run, chunk, attempt].every(isCount)) throw malformed('run, chunk or attempt');
  if (suspect !== 'item' && suspect !== 'part') throw malformed('suspect');
  requireItems(items, maxPayload);
  if (!isListOf(urls, isUrlPlace)) throw malformed('urls');
  if (carrier !== undefined && !isText(carrier, maxPayload) && !isBytes(carrier, maxPayload))
    throw malformed('carrier');
  return data as unknown as ChunkData;
}

function requireItems(items: unknown, maxPayload: number): void {
  if (isBytes(items, Infinity)) {
    if (isBytes(items, maxPayload)) return;
    throw new Error(
      `The chunk is larger than the ${maxPayload} bytes that this worker takes; raise \`maxPayload\` here, too`,
    );
  }
  if (!Array.isArray(items) || items.length > MAX_ITEMS) throw malformed('items');
}

/**
 * What all chunks of a job have in common, if it has the form that a driver of this version stores.
 * @throws Error that says what is wrong with it
 */
export function readRunSpec(value: unknown): RunSpec {
  if (!isRecord(value)) throw malformed('specification');
  requireVersion(value['version']);
  const { stages, instances, contexts, shared, timeout, retries } = value;
  if (!isListOf(instances, isInstance)) throw malformed('instances');
  if (!isListOf(contexts, (one) => isPair(one) && isCount(one[0]))) throw malformed('contexts');
  if (!isListOf(shared, (one) => isPair(one) && isCount(one[0]) && isText(one[1]) && HASH.test(one[1])))
    throw malformed('shared');
  if (!isListOf(stages, isStage)) throw malformed('stages');
  if (!isCount(retries)) throw malformed('retries');
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout > 0)) throw malformed('timeout');
  return value as unknown as RunSpec;
}

function requireVersion(version: unknown): void {
  if (version === PROTOCOL_VERSION) return;
  const got = typeof version === 'number' ? `version ${version}` : 'none';
  throw new Error(
    `Expected the protocol's version ${PROTOCOL_VERSION}, got ${got}; ` +
      'install the same version of @threadspan/executor-bullmq everywhere',
  );
}

function isStage(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { kind, instance, method, context, shared } = value;
  return (
    KINDS.includes(kind as string) &&
    isCount(instance) &&
    isText(method) &&
    [context, shared].every((id) => id === undefined || isCount(id))
  );
}

function isInstance(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { id, exportName, items, urls = [] } = value;
  return isCount(id) && isText(exportName) && Array.isArray(items) && isListOf(urls, isUrlPlace);
}

function isUrlPlace(value: unknown): boolean {
  return isListOf(value, isCount);
}

function isBytes(value: unknown, max: number): boolean {
  return isRecord(value) && isText(value['bytes'], max);
}

function isPair(value: unknown): value is readonly [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}

function malformed(what: string): Error {
  return new Error(`Expected a chunk that a driver has put on the queue, got something else (${what})`);
}
