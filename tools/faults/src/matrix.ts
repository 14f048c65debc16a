import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { FAULTS } from './faults.js';
import type { Fault, FaultName } from './faults.js';
import { KINDS, ourNames } from './pools/kinds.js';
import type { PoolKind, PoolName } from './pools/kinds.js';
import type { Report } from './report.js';

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
const OUR_PATIENCE_MS = 10_000;
const PATIENCE_MS = 3_000;
const LINGER_MS = 1_000;

/**
 * Runs every combination, a few at a time, each in a process of its own.
 * @param patienceMs how long no news of another pool is waited for
 */
export async function runMatrix(
  pools: readonly PoolName[],
  faults: readonly FaultName[],
  patienceMs = PATIENCE_MS,
): Promise<Cell[]> {
  const cells = faults.flatMap((fault) => pools.map((pool) => ({ pool, fault })));
  const left = cells.entries();
  const done: Cell[] = [];
  const work = async () => {
    for (const [index, { pool, fault }] of left) done[index] = await runCell(pool, fault, patienceMs);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return done;
}

async function runCell(pool: PoolName, name: FaultName, patienceMs: number): Promise<Cell> {
  if (isLacking(pool, FAULTS[name])) return { pool, fault: name };
  return { pool, fault: name, report: await runProcess(pool, name, patienceMs) };
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

async function runProcess(pool: PoolName, name: FaultName, patienceMs: number): Promise<Report> {
  const { storm, ulimit }: Fault = FAULTS[name];
  const patience = (ourNames as readonly string[]).includes(pool) ? OUR_PATIENCE_MS : patienceMs;
  const command = [
    ...[process.execPath, ...(storm ? ['--require', STORM] : [])],
    ...[PROGRAM, pool, name, String(patience)],
  ];
  const limited = ulimit === undefined ? [] : ['sh', '-c', `ulimit -v ${ulimit} && exec "$0" "$@"`];
  const [file = '', ...args] = [...limited, ...command];
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let report: Report = {};
  let stderr = '';
  let deadline = setTimeout(() => child.kill('SIGKILL'), 5 * patience);
  child.stderr?.on('data', (text: Buffer) => (stderr += text.toString()));
  child.on('message', (part: Report) => {
    report = { ...report, ...part };
    if (part.left === undefined) return;
    clearTimeout(deadline);
    deadline = setTimeout(() => child.kill('SIGKILL'), Math.max(LINGER_MS, patience / 4));
  });
  const [exitCode, signal] = (await once(child, 'close')) as [number | null, string | null];
  clearTimeout(deadline);
  const lastWords = /^.*\b(?:Error|FATAL ERROR)\b.*$/m.exec(stderr)?.[0];
  const died = report.left === undefined || (exitCode !== 0 && signal !== 'SIGKILL');
  return {
    ...report,
    ...(signal === 'SIGKILL' ? {} : { exitCode: exitCode ?? 128 }),
    ...(died && lastWords !== undefined ? { lastWords } : {}),
  };
}
