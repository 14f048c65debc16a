import { types } from 'node:util';
import { globalState } from './global-state.js';

/** Counts of work items. `processed` counts finished ones, well or badly; `failed` the bad ones among them. */
export interface Progress {
  readonly processed: number;
  readonly failed: number;
  readonly total: number;
}

/** The memory behind the counts, to be sent to another thread as it is: `workerData`, `postMessage`. */
export interface SharedProgress {
  readonly counters: SharedArrayBuffer;
}

const PROCESSED = 0;
const FAILED = 1;
const TOTAL = 2;
/** What had been processed when the total was set. */
const START = 3;
/** Where it stands when that was, in ms since the epoch: too large a number for a counter. */
const START_TIME_AT = 16;
const BYTES = 24;
// Of a copy of this package that came before the start was kept.
const FORMER_BYTES = 12;
const MAX_COUNT = 2 ** 31 - 1;

const state = globalState('progress', () => ({
  counters: newCounters(),
  // What this thread alone has counted, ever.
  tally: newTally(),
}));

function newTally(): Int32Array {
  return new Int32Array(2);
}

// Some programs take SharedArrayBuffer away from everybody; this thread can count without it.
function newCounters(): Int32Array {
  return typeof SharedArrayBuffer === 'undefined'
    ? new Int32Array(new ArrayBuffer(BYTES))
    : new Int32Array(new SharedArrayBuffer(BYTES));
}

/**
 * Sets how many items there are and how many of them are finished; `failed` starts again from 0.
 * @throws RangeError when a count is no integer from 0 to 2^31 - 1; TypeError when it is no number
 */
export function setProgress(processed: number, total: number): void {
  checkCount('processed', processed);
  checkCount('total', total);
  const startTime = startTimeOf(state.counters);
  // Counts of before and after are no pair: until all are set, there is no start.
  if (startTime) Atomics.store(startTime, 0, 0n);
  Atomics.store(state.counters, PROCESSED, processed);
  Atomics.store(state.counters, FAILED, 0);
  Atomics.store(state.counters, TOTAL, total);
  if (!startTime) return;
  Atomics.store(state.counters, START, processed);
  Atomics.store(startTime, 0, BigInt(Date.now()));
}

function startTimeOf({ buffer, byteLength }: Int32Array): BigInt64Array | undefined {
  return byteLength === BYTES ? new BigInt64Array(buffer, START_TIME_AT, 1) : undefined;
}

/**
 * Counts `by` more items as finished, well or badly, on all threads at once. A sum beyond 2^31 - 1 stays there.
 * @throws as {@link setProgress}
 */
export function incrementProcessed(by = 1): void {
  checkCount('by', by);
  add(PROCESSED, by);
}

/**
 * Counts `by` finished items as failed. `processed` does not change: count each failed item there too. Of what
 * `processFileWithContext` and `@ProcessFile` count, both is done already.
 * @throws as {@link setProgress}
 */
export function incrementFailed(by = 1): void {
  checkCount('by', by);
  add(FAILED, by);
}

/** For executors: takes back what a lost worker has counted for items that will be done again. */
export function takeBackProgress(processed: number, failed: number): void {
  add(PROCESSED, -processed);
  add(FAILED, -failed);
}

function add(counter: typeof PROCESSED | typeof FAILED, by: number): void {
  state.tally[counter]! += by;
  // Within what a counter can say: when they were reset meanwhile, there may be less than is taken back.
  let now = Atomics.load(state.counters, counter);
  for (let found; ; now = found) {
    const next = Math.min(Math.max(now + by, 0), MAX_COUNT);
    found = Atomics.compareExchange(state.counters, counter, now, next);
    if (found === now) return;
  }
}

function checkCount(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= MAX_COUNT) return;
  const isNumber = typeof value === 'number';
  const message = `Expected \`${name}\` to be an integer from 0 to ${MAX_COUNT}, got ${isNumber ? value : typeof value}`;
  throw isNumber ? new RangeError(message) : new TypeError(message);
}

/** The counts of all threads, as they are now. All 0 before {@link setProgress}. */
export function getProgress(): Progress {
  return {
    processed: Atomics.load(state.counters, PROCESSED),
    failed: Atomics.load(state.counters, FAILED),
    total: Atomics.load(state.counters, TOTAL),
  };
}

/**
 * What had been processed when the total was last set, and when that was, in ms since the epoch; `undefined` before
 * {@link setProgress}, and at the very moment of it.
 */
export function getProgressStart(): { readonly processed: number; readonly time: number } | undefined {
  const startTime = startTimeOf(state.counters);
  const time = startTime ? Number(Atomics.load(startTime, 0)) : 0;
  return time === 0 ? undefined : { processed: Atomics.load(state.counters, START), time };
}

/** Sets all counts to 0, for all threads that share them. */
export function resetProgress(): void {
  setProgress(0, 0);
}

/**
 * Makes this thread also keep what it counts in `tally`: processed at 0, failed at 1. In shared memory it tells
 * the others how much of the progress is this thread's, when that has to be taken back.
 */
export function keepTally(tally: Int32Array): void {
  state.tally = tally;
}

/**
 * What another thread needs to count on the counters of this one: send it there and pass it to
 * {@link joinProgress}. The executor of `@threadspan/executor` does so for its workers.
 * @throws Error where there is no SharedArrayBuffer; count there and report by messages instead
 */
export function shareProgress(): SharedProgress {
  const { buffer } = state.counters;
  if (types.isSharedArrayBuffer(buffer)) return { counters: buffer };
  throw new Error(
    'Expected SharedArrayBuffer to be there when progress was first used, got none; ' +
      'let the workers report by messages, and call incrementProcessed(n) here',
  );
}

/**
 * Makes this thread count on the counters that `shared` holds, from now on; what it counted before stays behind.
 * @param shared what {@link shareProgress} returned, sent to this thread
 * @throws TypeError when it is anything else, such as a copy that went to another process as JSON
 */
export function joinProgress(shared: unknown): void {
  const counters = (shared as Partial<SharedProgress> | null | undefined)?.counters;
  const fits = types.isSharedArrayBuffer(counters) && [BYTES, FORMER_BYTES].includes(counters.byteLength);
  if (!fits) {
    throw new TypeError(
      `Expected what shareProgress() returned, sent to a thread, got ${describe(shared, counters)}; processes ` +
        "can't share memory: count there, report by messages, and call incrementProcessed(n) where the counters are",
    );
  }
  state.counters = new Int32Array(counters);
}

function describe(shared: unknown, counters: unknown): string {
  if (types.isSharedArrayBuffer(counters)) return `a SharedArrayBuffer of ${counters.byteLength} bytes`;
  if (typeof shared !== 'object' || shared === null) return String(shared);
  return 'an object without a SharedArrayBuffer in it';
}
