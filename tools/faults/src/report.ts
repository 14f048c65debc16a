import type { PoolName } from './pools/kinds.js';

/** What came to a caller as an error. */
export interface SeenError {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
  /** Whether anything in it tells which task failed. */
  readonly namesTask: boolean;
  /** What `getErrorContext` knows of it. */
  readonly where?: SeenContext;
}

export interface SeenContext {
  readonly phase?: string;
  readonly file?: string;
  readonly function?: string;
  readonly hierarchy: string;
  readonly attempt?: number;
  /** Number of workers, when it tells which one of them it was. */
  readonly workers?: number;
}

export type Heard =
  | { readonly kind: 'rejected'; readonly error: SeenError }
  | { readonly kind: 'resolved'; readonly value: string }
  | { readonly kind: 'nothing' };

/** What became of the batch. */
export interface BatchReport {
  /** What the callers of the faulty tasks heard. */
  readonly faulty: readonly Heard[];
  /** The other tasks. */
  readonly others: OtherTasks;
  /** All tasks without an outcome were given up together. */
  readonly givenUp: boolean;
}

export interface OtherTasks {
  /** With the right answer, once. */
  readonly arrived: number;
  readonly failed: number;
  readonly unheard: number;
  /** With a wrong answer, or more than once. */
  readonly wrong: number;
}

export type NextTask = 'works' | 'hangs' | 'fails';

/** What one combination of a pool and a fault came to. A process that died has no later parts. */
export interface Report {
  readonly batch?: BatchReport;
  readonly next?: NextTask;
  /** Workers that were started in all. */
  readonly started?: number;
  /** Workers, handles and listeners that are there after `close()`. */
  readonly left?: readonly string[];
  readonly closes?: boolean;
  /** How the process ended; `undefined` when it had to be ended. */
  readonly exitCode?: number | undefined;
  /** What the process said when it died. */
  readonly lastWords?: string;
}

/** What the process of a fault tells as it goes. */
export interface CellPart {
  readonly pool: PoolName;
  readonly report: Report;
}
