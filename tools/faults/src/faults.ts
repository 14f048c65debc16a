import { TASKS } from './task.js';
import type { PoolOptions } from './pools/pool.js';
import type { TaskFault } from './faulty-work.js';

/** Modules in workers/broken, and one that isn't there. */
export type BrokenModule = 'missing' | 'throws' | 'no-export' | 'constructor' | 'never-ready';

/** Which workers are terminated from outside: the one on the faulty task, all, an idle one, one that starts. */
export type Kill = 'faulty' | 'all' | 'idle' | 'starting';

export interface Fault extends PoolOptions {
  readonly title: string;
  /** What the task at fault does. */
  readonly task?: TaskFault;
  /** The module that the task at fault is to run in. */
  readonly module?: BrokenModule;
  readonly kill?: Kill;
  /** Ms that the task at fault may take. */
  readonly timeout?: number;
  /** The caller gives up when the task at fault has begun. */
  readonly aborts?: boolean;
  /** Address space of the whole process, in KiB. */
  readonly ulimit?: number;
  /** Every worker exits shortly after it started. */
  readonly storm?: boolean;
}

export const FAULTS = {
  throw: { title: 'throws', task: 'throw' },
  reject: { title: 'rejects', task: 'reject' },
  timer: { title: 'throws in a detached timer', task: 'timer' },
  immediate: { title: 'throws in a detached immediate', task: 'immediate' },
  microtask: { title: 'throws in a detached microtask', task: 'microtask' },
  event: { title: 'throws in an event handler', task: 'event' },
  unhandled: { title: 'leaves a rejection unhandled', task: 'unhandled' },
  'exit-0': { title: 'calls `process.exit(0)`', task: 'exit-0' },
  'exit-3': { title: 'calls `process.exit(3)`', task: 'exit-3' },
  'out-of-memory': {
    title: 'fills the heap',
    task: 'out-of-memory',
    resourceLimits: { maxOldGenerationSizeMb: 48 },
  },
  'array-buffer': { title: 'asks for too large an `ArrayBuffer`', task: 'array-buffer' },
  'array-buffers': {
    title: 'keeps `ArrayBuffer`s until there is no memory left',
    task: 'array-buffers',
    ulimit: 13_300_000,
  },
  overflow: { title: 'overflows the stack', task: 'overflow' },
  'loop-timeout': { title: 'loops for ever; the caller set a timeout', task: 'loop', timeout: 300 },
  'loop-signal': { title: 'loops for ever; the caller aborts', task: 'loop', aborts: true },
  terminate: { title: 'its worker is terminated from outside', task: 'wait', kill: 'faulty' },
  'all-workers': { title: 'all workers are terminated at once', task: 'wait', kill: 'all' },
  poison: { title: 'kills every worker it meets; `retries: 2`', task: 'exit-3', retries: 2 },
  argument: { title: "its argument can't be cloned", task: 'unclonable-argument' },
  result: { title: "its result can't be cloned", task: 'unclonable-result' },
  thrown: { title: "what it throws can't be cloned", task: 'unclonable-error' },
  missing: { title: "its module doesn't exist", module: 'missing' },
  'load-throws': { title: 'its module throws when loaded', module: 'throws' },
  'no-export': { title: 'its module lacks the export', module: 'no-export' },
  constructor: { title: 'the constructor throws', module: 'constructor' },
  'never-ready': { title: 'its module never gets ready', module: 'never-ready', startTimeout: 2_000 },
  idle: { title: 'an idle worker dies', kill: 'idle' },
  starting: { title: 'a worker dies while it starts', kill: 'starting' },
  storm: { title: 'every worker dies as soon as it starts', storm: true },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

export const faultNames = Object.keys(FAULTS) as FaultName[];

/** Where the faulty tasks are among the others: none of them is first or last. */
export function faultyIndexes({ task, module, kill, storm }: Fault): readonly number[] {
  if (storm) return Array.from({ length: TASKS }, (_, index) => index);
  if (task === undefined && module === undefined) return [];
  return kill === 'all' ? [9, 12] : [9];
}
