import type { CrashContext } from '@threadspan/context';
import { readCrashContext } from '@threadspan/context/ports';
import { isCount, isRecord, isText } from '../checks.js';
import { PROTOCOL_VERSION } from '../protocol.js';

/** What a worker said last of the chunk that it had. */
export interface FlightReading {
  /** Its name, where it came to say it. */
  readonly worker?: string;
  /** Where it was in which items. */
  readonly items: ReadonlyMap<number, CrashContext>;
}

/** Nothing where it said nothing that can be read. */
export function readFlight(value: unknown): FlightReading {
  const items = new Map<number, CrashContext>();
  if (!isRecord(value) || value['version'] !== PROTOCOL_VERSION || !isText(value['worker'])) return { items };
  const { worker, items: entries } = value;
  for (const entry of Array.isArray(entries) ? (entries as unknown[]) : []) {
    if (!Array.isArray(entry) || !isCount(entry[0])) continue;
    const where = readCrashContext(entry[1]);
    if (where) items.set(entry[0], where);
  }
  return { worker, items };
}
