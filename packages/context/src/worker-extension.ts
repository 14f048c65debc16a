import { globalState } from './global-state.js';

/**
 * Something that runs in each worker of an executor and sends small payloads home with its replies. The main
 * side registers it; the executor starts whatever is registered and knows none by name.
 */
export interface WorkerExtension {
  /** Unique among the extensions. */
  readonly name: string;
  /** Absolute path of a CommonJS module that exports `activate`, a {@link ActivateWorkerExtension}. */
  readonly module: string;
  /** Plain data for `activate`, which may hold shared memory. Asked once for each worker that starts. */
  config(): unknown;
  /** Takes what a worker's side collected. */
  receive(payload: unknown, worker: ExtensionPeer): void;
  /**
   * The worker is gone, and everything it had sent has been received. `config` is what it was started with;
   * `runsAgain` says whether the items that it had finished, but whose results it had not sent, run again elsewhere.
   */
  lost?(config: unknown, worker: ExtensionPeer, runsAgain: boolean): void;
}

/** The worker a payload comes from. */
export interface ExtensionPeer {
  readonly index: number;
  readonly threadId: number;
}

/** What an executor offers to the side of an extension that lives in a worker. */
export interface ExtensionHost extends ExtensionPeer {
  /** Whether the calling code belongs to the item that the worker is on. */
  isInItem(): boolean;
  /** Sends what there is to collect at once, together with the results that wait to be sent. */
  send(): void;
}

/** The side of an extension that lives in a worker. */
export interface WorkerSide {
  /** What has come together since the last call; `undefined` when there is nothing to send. */
  collect(): unknown;
  /** The item the worker was on has its outcome, which the next `collect()` goes with. */
  itemEnded?(): void;
  /** Gets the side ready for a `collect()`; `timeout` is in ms. */
  flush?(timeout: number): Promise<void>;
}

/** What the module of an extension exports: called once in each worker, before its first task. */
export type ActivateWorkerExtension = (config: unknown, host: ExtensionHost) => WorkerSide;

/** The side of an extension that lives in a process which works for others: it sends home what belongs to each. */
export interface ProcessSide {
  /**
   * What has come together since the last call, of the traces for which `belongs` says so; `undefined` when there is
   * nothing to send.
   */
  collect(belongs: (traceId: string) => boolean): unknown;
}

const state = globalState('worker-extensions', () => ({
  extensions: new Map<string, WorkerExtension>(),
  processSides: new Map<string, ProcessSide>(),
  flushers: new Set<FlushWorkers>(),
  counters: new Set<CountWorkers>(),
}));

/** Registers an extension for the workers that start from now on; one of the same name is replaced. */
export function registerWorkerExtension(extension: WorkerExtension): () => void {
  const { extensions } = state;
  extensions.set(extension.name, extension);
  return () => {
    if (extensions.get(extension.name) === extension) extensions.delete(extension.name);
  };
}

/** For executors: the extensions to start in each worker, in the order in which they were registered. */
export function getWorkerExtensions(): readonly WorkerExtension[] {
  return [...state.extensions.values()];
}

/** Has what `side` collects sent to the programs that this process works for, for the extension of that name there. */
export function registerProcessSide(extension: string, side: ProcessSide): () => void {
  const { processSides } = state;
  processSides.set(extension, side);
  return () => {
    if (processSides.get(extension) === side) processSides.delete(extension);
  };
}

/** For engines that cross machines: what there is to be sent home, by the name of its extension. */
export function getProcessSides(): readonly (readonly [extension: string, side: ProcessSide])[] {
  return [...state.processSides];
}

type CountWorkers = (extension: string) => number;

/** For executors: says how many of their workers run without the extension of that name. */
export function registerWorkerCount(countWithout: CountWorkers): () => void {
  state.counters.add(countWithout);
  return () => state.counters.delete(countWithout);
}

/** How many workers of this process were started before the extension of that name was there. */
export function countWorkersWithout(extension: string): number {
  let count = 0;
  for (const countWithout of state.counters) count += countWithout(extension);
  return count;
}

type FlushWorkers = (timeout: number) => Promise<void>;

/** For executors: says how to have all their workers send what their extensions hold, within `timeout` ms. */
export function registerWorkerFlush(flush: FlushWorkers): () => void {
  state.flushers.add(flush);
  return () => state.flushers.delete(flush);
}

/**
 * Has all workers of this process send what their extensions hold. Resolves when it has been received, or after
 * `timeout` ms: a worker in the middle of synchronous work does not answer.
 */
export async function flushWorkers(timeout: number): Promise<void> {
  await Promise.allSettled([...state.flushers].map((flush) => flush(timeout)));
}
