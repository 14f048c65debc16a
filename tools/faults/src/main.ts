import { faultNames } from './faults.js';
import type { FaultName } from './faults.js';
import { runMatrix } from './matrix.js';
import { readPage, withTables, writePage } from './page.js';
import { KINDS } from './pools/kinds.js';
import type { PoolName } from './pools/kinds.js';
import { queueFaultNames } from './queue/faults.js';
import type { QueueFaultName } from './queue/faults.js';
import type { Outcome } from './queue/outcome.js';
import { queueTable, runQueueFault } from './queue/queue-table.js';
import { toText } from './table.js';
import { ourTable, peersTable } from './tables.js';

const DEFAULT_WIDTH = 160;
const QUEUE = 'queue';

/**
 * The whole program: runs the faults that are named in every pool and prints what became of them. Without a name it
 * runs all, and brings docs/faults.md up to date. `queue` runs those of the workers of a queue, which have a page of
 * their own.
 */
export async function faults(names: readonly string[]): Promise<void> {
  if (names.length === 1 && names[0] === QUEUE) {
    await faultsOfQueue();
    return;
  }
  const unknown = names.find((name) => !(faultNames as readonly string[]).includes(name));
  if (unknown !== undefined) {
    console.error(`Expected a fault (${faultNames.join(', ')}), got "${unknown}"`);
    console.error('Usage: npm run faults [-- fault…], or npm run faults -- queue');
    process.exitCode = 2;
    return;
  }
  const cells = await runMatrix(
    Object.keys(KINDS) as PoolName[],
    names.length > 0 ? (names as readonly FaultName[]) : faultNames,
  );
  const tables = { ours: ourTable(cells), peers: peersTable(cells) };
  const width = process.stdout.columns ?? DEFAULT_WIDTH;
  for (const table of Object.values(tables)) console.log(`${toText(table, width)}\n`);
  if (names.length === 0) writePage(withTables(readPage(), tables));
}

async function faultsOfQueue(): Promise<void> {
  const outcomes: (readonly [QueueFaultName, Outcome])[] = [];
  for (const name of queueFaultNames) outcomes.push([name, await runQueueFault(name)]);
  const table = queueTable(outcomes);
  console.log(toText(table, process.stdout.columns ?? DEFAULT_WIDTH));
  writePage(withTables(readPage('queue'), { queue: table }), 'queue');
}
