import { attempt } from './attempt.js';
import type { CrashContext, WorkerIdentity } from './crash-context.js';
import { globalState } from './global-state.js';

/** What a worker is doing at the moment, as its flight recorder says. */
export interface WorkerActivity extends CrashContext {
  /** When the worker began its present item, in ms since the epoch; absent while it is idle. */
  readonly since?: number;
}

/** What one worker has done lately, as its flight recorder says. */
export interface WorkerTimeline {
  readonly worker: WorkerIdentity;
  /** Oldest first; a bounded number of the latest. */
  readonly entries: readonly TimelineEntry[];
  /** When the worker was lost, in ms since the epoch; absent while it lives. */
  readonly lostAt?: number;
}

/** One item, or several short ones that came one after the other. Times are in ms since the epoch. */
export interface TimelineEntry {
  readonly from: number;
  /** Absent of an item that has not ended. */
  readonly to?: number;
  /** How many items; the rest is of the last one of them. */
  readonly count: number;
  readonly phase?: string;
  readonly currentFile?: string;
  readonly currentFunction?: string;
}

type ReadActivity = () => readonly WorkerActivity[];
type ReadTimelines = () => readonly WorkerTimeline[];
type LossListener = (error: unknown) => void;

const state = globalState('worker-activity', () => ({
  readers: new Set<ReadActivity>(),
  timelineReaders: new Set<ReadTimelines>(),
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

/** For executors: says how to read what their workers did lately, those that were lost not long ago included. */
export function registerWorkerTimelines(read: ReadTimelines): () => void {
  state.timelineReaders.add(read);
  return () => state.timelineReaders.delete(read);
}

/** What the workers of this process did lately. */
export function readWorkerTimelines(): WorkerTimeline[] {
  return [...state.timelineReaders].flatMap(
    (read) => attempt(() => [...read()], 'the timelines of some workers could not be read') ?? [],
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
