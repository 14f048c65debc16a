import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { FAULTS } from './faults.js';
import type { Fault, FaultName } from './faults.js';
import { KINDS, ourNames } from './pools/kinds.js';
import type { PoolKind, PoolName } from './pools/kinds.js';
import type { CellPart, Report } from './report.js';

export interface Cell {
  readonly pool: PoolName;
  readonly fault: FaultName;
  /** `undefined` where the pool has no such thing. */
  readonly report?: Report;
}

const PROGRAM = fileURLToPath(new URL('run-cell.js', import.meta.url));
const STORM = fileURLToPath(new URL('storm.cjs', import.meta.url));
const CONCURRENCY = 8;
// Nothing of ours hangs, so nobody waits for that; elsewhere it is how long one waits before saying so.
const OUR_PATIENCE_MS = 30_000;
const PATIENCE_MS = 3_000;
const LINGER_MS = 1_000;

/**
 * Runs every combination, a few at a time, each fault in processes of its own: one for ours, in which the ways to run
 * tasks come one after the other, and one for each other pool.
 * @param patienceMs how long no news of another pool is waited for
 */
export async function runMatrix(
  pools: readonly PoolName[],
  faults: readonly FaultName[],
  patienceMs = PATIENCE_MS,
): Promise<Cell[]> {
  const groups = faults.flatMap((fault) => together(pools).map((group) => ({ group, fault })));
  const left = groups.entries();
  const done: Cell[][] = [];
  const work = async () => {
    for (const [index, { group, fault }] of left) done[index] = await runCells(group, fault, patienceMs);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return done.flat();
}

/** The pools that share a process: ours, since none of them ends it. */
function together(pools: readonly PoolName[]): PoolName[][] {
  const ours = pools.filter(isOurs);
  const others = pools.filter((pool) => !isOurs(pool)).map((pool) => [pool]);
  return ours.length > 0 ? [ours, ...others] : others;
}

function isOurs(pool: PoolName): boolean {
  return (ourNames as readonly string[]).includes(pool);
}

async function runCells(pools: readonly PoolName[], fault: FaultName, patienceMs: number): Promise<Cell[]> {
  const able = pools.filter((pool) => !isLacking(pool, FAULTS[fault]));
  const reports = able.length > 0 ? await runProcess(able, fault, patienceMs) : undefined;
  return pools.map((pool) => {
    const report = reports?.get(pool);
    return report === undefined ? { pool, fault } : { pool, fault, report };
  });
}

function isLacking(pool: PoolName, fault: Fault): boolean {
  const { lacks }: PoolKind = KINDS[pool];
  return lacks.some(
    (ability) =>
      (ability === 'timeout' && fault.timeout !== undefined) ||
      (ability === 'signal' && fault.aborts) ||
      (ability === 'retries' && fault.retries !== undefined) ||
      (ability === 'constructor' && fault.module === 'constructor'),
  );
}

async function runProcess(
  pools: readonly PoolName[],
  name: FaultName,
  patienceMs: number,
): Promise<Map<PoolName, Report>> {
  const { storm, ulimit }: Fault = FAULTS[name];
  const patience = pools.every(isOurs) ? OUR_PATIENCE_MS : patienceMs;
  const command = [
    ...[process.execPath, ...(storm ? ['--require', STORM] : [])],
    ...[PROGRAM, pools.join(','), name, String(patience)],
  ];
  const limited = ulimit === undefined ? [] : ['sh', '-c', `ulimit -v ${ulimit} && exec "$0" "$@"`];
  const [file = '', ...args] = [...limited, ...command];
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const reports = new Map<PoolName, Report>(pools.map((pool) => [pool, {}]));
  let stderr = '';
  let deadline = setTimeout(() => child.kill('SIGKILL'), 5 * patience);
  child.stderr?.on('data', (text: Buffer) => (stderr += text.toString()));
  child.on('message', ({ pool, report }: CellPart) => {
    reports.set(pool, { ...reports.get(pool), ...report });
    if (report.left === undefined || pool !== pools.at(-1)) return;
    clearTimeout(deadline);
    deadline = setTimeout(() => child.kill('SIGKILL'), Math.max(LINGER_MS, patience / 4));
  });
  const [exitCode, signal] = (await once(child, 'close')) as [number | null, string | null];
  clearTimeout(deadline);
  const lastWords = /^.*\b(?:Error|FATAL ERROR)\b.*$/m.exec(stderr)?.[0];
  for (const [pool, report] of reports) {
    const died = report.left === undefined || (exitCode !== 0 && signal !== 'SIGKILL');
    reports.set(pool, {
      ...report,
      ...(signal === 'SIGKILL' ? {} : { exitCode: exitCode ?? 128 }),
      ...(died && lastWords !== undefined ? { lastWords } : {}),
    });
  }
  return reports;
}
