import { attempt } from './attempt.js';
import type { CrashContext } from './crash-context.js';
import { globalState } from './global-state.js';

/** What a worker is doing at the moment, as its flight recorder says. */
export interface WorkerActivity extends CrashContext {
  /** When the worker began its present item, in ms since the epoch; absent while it is idle. */
  readonly since?: number;
}

type ReadActivity = () => readonly WorkerActivity[];
type LossListener = (error: unknown) => void;

const state = globalState('worker-activity', () => ({
  readers: new Set<ReadActivity>(),
  lossListeners: new Set<LossListener>(),
}));

/** For executors: says how to read what their workers are doing. */
export function registerWorkerActivity(read: ReadActivity): () => void {
  state.readers.add(read);
  return () => state.readers.delete(read);
}

/** What all workers of this process are doing; idle ones are left out. */
export function readWorkerActivity(): WorkerActivity[] {
  return [...state.readers].flatMap(
    (read) => attempt(() => [...read()], 'the activity of some workers could not be read') ?? [],
  );
}

/**
 * For crash reporters: hears of workers that died without a task whose caller could be told, so that nobody else
 * would ever hear of it.
 */
export function onSilentWorkerLoss(listener: LossListener): () => void {
  state.lossListeners.add(listener);
  return () => state.lossListeners.delete(listener);
}

/** For executors: tells the listeners; false when there is none. */
export function reportSilentWorkerLoss(error: unknown): boolean {
  for (const listener of state.lossListeners) {
    attempt(() => listener(error), 'a listener for lost workers failed');
  }
  return state.lossListeners.size > 0;
}
