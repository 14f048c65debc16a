import { runMatrix } from './matrix.js';
import { readPage, withTables, writePage } from './page.js';
import { KINDS } from './pools/kinds.js';
import type { PoolName } from './pools/kinds.js';
import { toText } from './table.js';
import { ourTable, peersTable } from './tables.js';

const DEFAULT_WIDTH = 160;

/** The whole program: runs every fault in every pool, prints what became of it, and brings docs/faults.md up to date. */
export async function faults(): Promise<void> {
  const cells = await runMatrix(Object.keys(KINDS) as PoolName[]);
  const tables = { ours: ourTable(cells), peers: peersTable(cells) };
  const width = process.stdout.columns ?? DEFAULT_WIDTH;
  for (const table of Object.values(tables)) console.log(`${toText(table, width)}\n`);
  writePage(withTables(readPage(), tables));
}
