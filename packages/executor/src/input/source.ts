import { diag } from '@opentelemetry/api';

/** Where the items of a job come from. */
export interface Source {
  /** How many items are left; `undefined` where the input does not tell. */
  readonly remaining: number | undefined;
  /** Whether `take` has something to give, or to throw, at once. */
  readonly isReady: boolean;
  /** Nothing will come any more. */
  readonly isEnded: boolean;
  /**
   * At most `max` of the next items, at least one unless the input ends here or has to be waited for.
   * @throws what the input throws
   */
  take(max: number): unknown[];
  /**
   * Has `onArrival` called when items have come that had to be waited for, or their end; soon, and once for many of
   * them. Absent where nothing has to be waited for.
   */
  listen?(onArrival: () => void): void;
  /** Nobody wants the rest. What the input throws at that goes to `diag`. */
  close(): void;
}

/** Runs the user's code in the context that the job was started in, whoever's message makes it run. */
export type InContext = <R>(fn: () => R) => R;

// The input is the user's; that it can't be closed is no outcome of the job.
export function warnOfClosing(error: unknown): void {
  diag.warn('threadspan: the input of a chain threw when it was closed', error);
}
