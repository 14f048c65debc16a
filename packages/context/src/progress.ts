import { globalState } from './global-state.js';

/** Counts of work items. `processed` counts finished ones, well or badly; `failed` the bad ones among them. */
export interface Progress {
  readonly processed: number;
  readonly failed: number;
  readonly total: number;
}

const PROCESSED = 0;
const FAILED = 1;
const TOTAL = 2;

const state = globalState('progress', () => ({
  counters: newCounters(),
  // What this thread alone has counted, ever.
  tally: newTally(),
}));

function newTally(): Int32Array {
  return new Int32Array(2);
}

function newCounters(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
}

/** Sets how many items there are and how many of them are finished; `failed` starts again from 0. */
export function setProgress(processed: number, total: number): void {
  Atomics.store(state.counters, PROCESSED, processed);
  Atomics.store(state.counters, FAILED, 0);
  Atomics.store(state.counters, TOTAL, total);
}

/** Counts `by` more items as finished, on all threads at once. */
export function incrementProcessed(by = 1): void {
  state.tally[PROCESSED]! += by;
  Atomics.add(state.counters, PROCESSED, by);
}

/** Counts `by` finished items as failed. They are counted as processed separately. */
export function incrementFailed(by = 1): void {
  state.tally[FAILED]! += by;
  Atomics.add(state.counters, FAILED, by);
}

/** The counts of all threads, as they are now. All 0 before {@link setProgress}. */
export function getProgress(): Progress {
  return {
    processed: Atomics.load(state.counters, PROCESSED),
    failed: Atomics.load(state.counters, FAILED),
    total: Atomics.load(state.counters, TOTAL),
  };
}

/** Sets all counts to 0. */
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

/** The shared memory behind the counts, for another thread to adopt. */
export function progressBuffer(): SharedArrayBuffer {
  return state.counters.buffer as SharedArrayBuffer;
}

/** Makes this thread count on the memory of another one. */
export function adoptProgressBuffer(buffer: SharedArrayBuffer): void {
  state.counters = new Int32Array(buffer);
}
