import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { onSilentWorkerLoss } from '@threadspan/context/ports';
import { createExecutor } from '@threadspan/executor';
import type { Failure, ParallelIterator, Remote, RunOptions } from '@threadspan/executor';
import type { Executor } from '@threadspan/executor';
import { Dice } from './workers/dist/dice.js';
import type { Die, Fate } from './workers/dist/dice.js';

// Somebody has to listen, or Node prints a warning for each worker that a bomb brings down.
const stopListening = onSilentWorkerLoss(() => undefined);
afterAll(stopListening);

interface Plan {
  readonly fates: readonly Fate[];
  readonly how: 'collect' | 'ordered' | 'unordered';
  readonly isAsync: boolean;
  readonly chunkSize?: number | undefined;
  readonly highWaterMark?: number | undefined;
  /** After so many outcomes. */
  readonly abortsAfter?: number | undefined;
}

interface Setting {
  readonly retries: number;
  /** No item of any chain brings a worker down. */
  readonly areAllSafe: boolean;
}

interface Outcomes {
  readonly values: readonly number[];
  readonly failures: readonly Failure[];
}

const often = (fate: Fate, weight: number) => ({ weight, arbitrary: fc.constant(fate) });
const fate = fc.oneof(
  often('value', 30),
  often('wait', 6),
  often('throw', 3),
  often('exit', 1),
  often('exit once', 1),
  often('bomb', 1),
  often('nothing', 3),
  often('twice', 3),
);
const plan: fc.Arbitrary<Plan> = fc.record({
  fates: fc.array(fate, { maxLength: 40 }),
  how: fc.constantFrom('collect', 'ordered', 'unordered'),
  isAsync: fc.boolean(),
  chunkSize: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  highWaterMark: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
  abortsAfter: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined, freq: 6 }),
});

/** What the plan has to come to, by a loop over its items. */
function model({ fates }: Plan, retries: number): { values: number[]; failures: [number, string][] } {
  const values: number[] = [];
  const failures: [number, string][] = [];
  fates.forEach((what, index) => {
    if (what === 'throw') failures.push([index, 'E_DIE']);
    else if (what === 'exit' || (what === 'exit once' && retries === 0))
      failures.push([index, 'WORKER_EXITED']);
    else if (what === 'twice') values.push(index, index);
    else if (what !== 'nothing') values.push(index);
  });
  return { values, failures };
}

async function* trickle(dice: readonly Die[]): AsyncGenerator<Die> {
  for (const die of dice) {
    if (die.index % 5 === 0) await sleep(die.index % 2);
    yield die;
  }
}

function chainOf(executor: Executor, dice: Remote<Dice>, { fates, isAsync }: Plan, rolls: Int32Array) {
  const items = fates.map((what, index): Die => ({ index, fate: what }));
  const chain = isAsync ? executor.parBridge(trickle(items)) : executor.parIter(items);
  return chain.flatMapWithContext(dice.spread, { shared: [rolls] });
}

async function run(chain: ParallelIterator<number>, plan: Plan, signal: AbortSignal, onProgress: () => void) {
  const { how, chunkSize, highWaterMark } = plan;
  const options: RunOptions = { signal, onProgress, ...(chunkSize ? { chunkSize } : {}) };
  if (how === 'collect') return chain.collect({ ...options, failures: 'collect' });
  const values: number[] = [];
  const failures: Failure[] = [];
  const indices: number[] = [];
  const stream = chain.stream({
    ...options,
    failures: 'collect',
    ordered: how === 'ordered',
    ...(highWaterMark ? { highWaterMark } : {}),
  });
  for await (const outcome of stream) {
    indices.push(outcome.index);
    if (outcome.status === 'fulfilled') values.push(...outcome.values);
    else failures.push(outcome);
    if (indices.length % 7 === 0) await sleep(1); // so that the stream is held back
  }
  if (how === 'ordered') expect(indices).toEqual(plan.fates.map((_, index) => index));
  return { values, failures };
}

const byNumber = (one: number, other: number) => one - other;

// Of a worker that an item brings down, finished items run again if their results had not been sent.
const isKiller = (what: Fate) => what === 'bomb' || what.startsWith('exit');

function check(
  plan: Plan,
  { retries, areAllSafe }: Setting,
  { values, failures }: Outcomes,
  rolls: Int32Array,
) {
  const expected = model(plan, retries);
  const isOrdered = plan.how !== 'unordered';
  expect(isOrdered ? values : values.toSorted(byNumber)).toEqual(expected.values);
  const found = failures.map(({ index, error }) => [index, (error as { code?: string }).code] as const);
  expect(found.toSorted(([one], [other]) => one - other)).toEqual(expected.failures);
  plan.fates.forEach((what, index) => {
    const rolled = rolls[index] ?? 0;
    expect(rolled).toBeGreaterThanOrEqual(what === 'exit' ? retries + 1 : 1);
    if (areAllSafe) expect(rolled).toBe(1);
  });
}

async function exercise(executor: Executor, plans: readonly Plan[], retries: number): Promise<void> {
  const dice = await executor.spawn(Dice, { module: require.resolve('./workers/dist/dice.js') });
  const areAllSafe = !plans.some(({ fates }) => fates.some(isKiller));
  const runs = plans.map(async (one) => {
    const rolls = new Int32Array(new SharedArrayBuffer(4 * Math.max(1, one.fates.length)));
    const controller = new AbortController();
    const reason = new Error('aborted');
    let done = 0;
    const onProgress = () => {
      if (done === one.abortsAfter) controller.abort(reason);
      done += 1;
    };
    try {
      const outcomes = await run(chainOf(executor, dice, one, rolls), one, controller.signal, onProgress);
      check(one, { retries, areAllSafe }, outcomes, rolls);
    } catch (error) {
      if (error !== reason) throw error;
    }
  });
  await Promise.all(runs);
  expect(executor.stats().jobs).toEqual({ waiting: 0, running: 0 });
  expect(await dice.roll({ index: 0, fate: 'value' }, new Int32Array(1))).toBe(0);
}

// Long after everything that goes on is done: what is not by then never will be.
const STUCK_MS = 30_000;

async function orStuck(done: Promise<void>, executor: Executor): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`stuck: ${inspect(executor.stats(), { depth: 5 })}`)),
      STUCK_MS,
    );
  });
  await Promise.race([done, stuck]).finally(() => clearTimeout(timer));
}

it('gives each item of every chain its outcome, once and in order, whatever dies or is aborted meanwhile', async () => {
  const setting = fc.record({
    workers: fc.integer({ min: 1, max: 4 }),
    retries: fc.integer({ min: 0, max: 2 }),
    plans: fc.array(plan, { minLength: 1, maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(setting, async ({ workers, retries, plans }) => {
      const executor = createExecutor({ workers, retries });
      try {
        await orStuck(exercise(executor, plans, retries), executor);
      } finally {
        await executor.close({ drain: false });
      }
    }),
    { numRuns: 40, endOnFailure: true },
  );
}, 300_000);
