import { isCount, isListOf, isRecord, isText } from './checks.js';
import type { Fields } from './checks.js';
import { PROTOCOL_VERSION } from './protocol.js';
import type { FromWorker, Reply } from './protocol.js';

const CHECKS: Readonly<Record<FromWorker['type'], (message: Fields) => boolean>> = {
  results: isResults,
  taken: ({ chunk }) => isCount(chunk),
  refused: ({ chunk, error }) => isCount(chunk) && isRecord(error),
  stalled: ({ chunk }) => isCount(chunk),
  payloads: ({ payloads }) => isPayloads(payloads),
  flushed: ({ id }) => isCount(id),
};

/** A reply, if it has the form of one that a worker of this version sends. */
export function readReply(value: unknown): Reply | undefined {
  if (!isRecord(value) || value['version'] !== PROTOCOL_VERSION || !isText(value['worker'])) return undefined;
  const { message } = value;
  if (!isRecord(message)) return undefined;
  const { type } = message;
  const isKnown = typeof type === 'string' && Object.hasOwn(CHECKS, type);
  return isKnown && CHECKS[type as FromWorker['type']](message) ? (value as unknown as Reply) : undefined;
}

function isResults({ chunk, each, many, failures, counted, payloads, done }: Fields): boolean {
  return (
    isCount(chunk) &&
    isListOf(each, isValuesAt) &&
    isListOf(many, isValuesAt) &&
    isListOf(failures, (one) => isPair(one) && isCount(one[0]) && isRecord(one[1])) &&
    isPair(counted) &&
    counted.every(isCount) &&
    isPayloads(payloads) &&
    (done === undefined || (typeof done === 'number' && done >= 0))
  );
}

function isValuesAt(value: unknown): boolean {
  return isPair(value) && isCount(value[0]) && Array.isArray(value[1]);
}

function isPayloads(value: unknown): boolean {
  return isListOf(value, (one) => isPair(one) && isText(one[0]));
}

function isPair(value: unknown): value is readonly [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}
