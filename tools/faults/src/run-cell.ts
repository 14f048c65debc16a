// A fault in one pool, or in several one after the other, in a process of its own: reports what it sees as it goes.
import { setTimeout as sleep } from 'node:timers/promises';
import { Batch } from './batch.js';
import { FAULTS, faultyIndexes } from './faults.js';
import type { Fault, FaultName } from './faults.js';
import { leftovers, takeStock } from './leftovers.js';
import { KINDS } from './pools/kinds.js';
import type { PoolKind, PoolName } from './pools/kinds.js';
import type { Pool } from './pools/pool.js';
import type { CellPart, NextTask, Report } from './report.js';
import { Saboteur } from './saboteur.js';
import { answer, makeTasks } from './task.js';
import type { Task } from './task.js';

const [poolNames, faultName, patienceArg] = process.argv.slice(2) as [string, FaultName, string];
const fault: Fault = FAULTS[faultName];
const faulty = faultyIndexes(fault);
// Ms without news after which what has not settled is taken for what never will.
const patience = Number(patienceArg);
const LOOK_MS = 20;

const HEALTHY: Task = { index: 99, path: 'file-99.ts' };
const TO_WARM_UP = 8;

for (const name of poolNames.split(',')) await runIn(name as PoolName);

async function runIn(poolName: PoolName): Promise<void> {
  const before = takeStock();
  const controller = new AbortController();
  const saboteur = new Saboteur(fault.kill, faulty.length, () => {
    if (fault.aborts) controller.abort();
  });
  const tell = (report: Report, onSent?: () => void) =>
    process.send?.({ pool: poolName, report } satisfies CellPart, undefined, undefined, onSent);
  const { resourceLimits, retries, startTimeout } = fault;
  const { load, closesAtTimes }: PoolKind = KINDS[poolName];
  const open = await load();
  const pool = open({
    ...(resourceLimits ? { resourceLimits } : {}),
    ...(retries === undefined ? {} : { retries }),
    ...(startTimeout === undefined ? {} : { startTimeout }),
  });
  // A signal's time runs while workers start, too, and a task that is given up before it began proves nothing.
  if (fault.kill === 'idle' || fault.timeout !== undefined) {
    await runTasks(pool, makeTasks(undefined, []).slice(0, TO_WARM_UP), controller.signal);
  }
  if (fault.kill === 'idle') saboteur.killOne();
  const batch = await runTasks(pool, makeTasks(fault.task, faulty), controller.signal);
  tell({ batch: batch.report() });
  tell({ next: await nextTask(pool) });
  const closes = closesAtTimes
    ? await inTime(pool.close(), patience / 4).then(() => true)
    : await inTime(pool.close(), patience / 2);
  const started = saboteur.started;
  // Some pools don't wait for the workers they have ended.
  for (let waited = 0; waited < patience / 4 && saboteur.alive > 0; waited += LOOK_MS) {
    await sleep(LOOK_MS);
  }
  saboteur.leave();
  await sleep(LOOK_MS);
  const workers = Array.from({ length: saboteur.alive }, () => 'worker');
  // What keeps the process of such a pool alive is chance, too.
  tell(
    { closes, started, left: [...workers, ...leftovers(before)] },
    closesAtTimes ? () => process.exit() : undefined,
  );
}

async function runTasks(pool: Pool, tasks: readonly Task[], signal: AbortSignal): Promise<Batch> {
  const batch = new Batch(tasks, faulty);
  const settle: Batch['settle'] = (index, outcome) => batch.settle(index, outcome);
  const { timeout, module } = fault;
  const options = {
    ...(timeout === undefined ? {} : { timeout }),
    ...(fault.aborts ? { signal } : {}),
  };
  const healthy = module === undefined ? tasks : tasks.filter(({ index }) => !faulty.includes(index));
  pool.run(healthy, settle, options).catch((error: unknown) => batch.reject(error));
  if (module !== undefined) {
    for (const index of faulty) {
      pool.runBroken(module, tasks[index] as Task).then(
        (value) => settle(index, { status: 'fulfilled', value }),
        (error: unknown) => settle(index, { status: 'rejected', error }),
      );
    }
  }
  while (!batch.isSettled && performance.now() - batch.heardAt < patience) await sleep(LOOK_MS);
  return batch;
}

async function nextTask(pool: Pool): Promise<NextTask> {
  let next: NextTask = 'hangs';
  const done = pool.run(
    [HEALTHY],
    (_, outcome) =>
      (next = outcome.status === 'fulfilled' && outcome.value === answer(HEALTHY) ? 'works' : 'fails'),
    {},
  );
  await inTime(
    done.catch(() => (next = 'fails')),
    patience,
  );
  return next;
}

/** Whether it settles in time. */
async function inTime(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const stop = new AbortController();
  const late = sleep(ms, false, { signal: stop.signal }).catch(() => false);
  const settled = promise.then(
    () => true,
    () => true,
  );
  const result = await Promise.race([settled, late]);
  stop.abort();
  return result;
}
