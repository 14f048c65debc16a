import { isCount, isRecord, isText } from './checks.js';
import type { Fields } from './checks.js';
import { PROTOCOL_VERSION } from './protocol.js';
import type { Control } from './protocol.js';

const CHECKS: Readonly<Record<Control['type'], (message: Fields) => boolean>> = {
  end: ({ run }) => isCount(run),
  forget: ({ instance }) => isCount(instance),
  bye: () => true,
  flush: ({ id, timeout }) => isCount(id) && typeof timeout === 'number' && timeout >= 0,
};

/** What a driver tells all workers, if it has the form of that. */
export function readControl(text: string): Control | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value['version'] !== PROTOCOL_VERSION || !isText(value['driver'])) return undefined;
  const { type } = value;
  const isKnown = typeof type === 'string' && Object.hasOwn(CHECKS, type);
  return isKnown && CHECKS[type as Control['type']](value) ? (value as unknown as Control) : undefined;
}
