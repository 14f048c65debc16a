import { setTimeout as sleep } from 'node:timers/promises';
import { getProgress, resetProgress } from '@threadspan/context';
import { onSilentWorkerLoss } from '@threadspan/context/ports';
import { createExecutor } from '@threadspan/executor';
import { abortChains } from './aborted.mjs';
import { deal, makeItems, randomNumbers } from './faults.mjs';
import { Entry, Faulty } from './faulty.mjs';
import { measureFootprint } from './footprint.mjs';
import { LANES, runLane } from './lanes.mjs';

export const WORKERS = 4;
const ROUNDS = 10;
// A callback that kills its worker does so 2 ms after its item; this is long after that.
const QUIET_MS = 50;

/**
 * Runs `count` items through all lanes at once, in ten rounds that end with all workers alive and nothing to do.
 * @returns the books of each lane, and what was seen of the process after the first round and after the last
 */
export async function soak({ count, faultyPart, seed }) {
  const random = randomNumbers(seed);
  const ledger = new Int32Array(new SharedArrayBuffer(Entry.Count * Int32Array.BYTES_PER_ELEMENT));
  const silent = { count: 0, strangers: [] };
  const stopListening = onSilentWorkerLoss((error) => {
    silent.count += 1;
    if (error?.code !== 'E_LATE') silent.strangers.push(error);
  });
  resetProgress();
  const books = new Map(LANES.map(({ name }) => [name, emptyBook()]));
  // They are made when they are first asked for, which is not to look like something left behind.
  void [process.stdout, process.stderr];
  const faults = new Map(LANES.map(({ name, mix }) => [name, deal(mix)]));
  const before = await measureFootprint();
  const executor = createExecutor({ workers: WORKERS, resourceLimits: { maxOldGenerationSizeMb: 32 } });
  const faulty = await executor.spawn(Faulty, {
    module: new URL('faulty.mjs', import.meta.url),
    args: [ledger],
  });
  const host = { executor, faulty };
  const problems = [];
  const footprints = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [abortProblems] = await Promise.all([
      abortChains(host, random),
      ...LANES.map(async (lane) => {
        const items = makeItems(
          Math.round((count * lane.part) / ROUNDS),
          faultyPart,
          faults.get(lane.name),
          random,
        );
        enter(books.get(lane.name), await runLane(lane, host, items));
      }),
    ]);
    problems.push(...abortProblems);
    await meet(faulty, ledger);
    footprints.push(await measureFootprint());
  }
  const stats = executor.stats();
  await executor.close();
  stopListening();
  return {
    books,
    problems,
    silent,
    stats,
    ledger,
    progress: getProgress(),
    footprints: { before, first: footprints[0], last: footprints.at(-1), after: await measureFootprint() },
  };
}

// Twice: a callback that was still to come may have killed one of those who met.
async function meet(faulty, ledger) {
  for (let time = 0; time < 2; time += 1) {
    await sleep(QUIET_MS);
    Atomics.store(ledger, Entry.Met, 0);
    await Promise.all(Array.from({ length: WORKERS }, () => faulty.meet(WORKERS)));
  }
}

function emptyBook() {
  return { items: 0, faulty: 0, processed: 0, failed: 0, lost: 0, doubled: 0, wrong: 0, examples: [] };
}

function enter(book, { sums, examples }) {
  for (const [name, sum] of Object.entries(sums)) book[name] += sum;
  book.examples.push(...examples.slice(0, 5));
}
