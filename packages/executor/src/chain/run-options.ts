import { requireInteger, requireOneOf, requirePositive } from '../argument-checks.js';

/** How a chain is run, whether its results are collected or streamed. */
export interface RunOptions {
  /** Aborting rejects with the signal's reason; workers that don't stop by themselves are ended. */
  readonly signal?: AbortSignal;
  /** Ms an item may take before its worker is ended and it fails with `TASK_TIMEOUT`. Default: `taskTimeout`. */
  readonly timeout?: number;
  /** Items per message, 65,534 at most. Default: adapts to how long items take. */
  readonly chunkSize?: number;
  /** `throw` (default): the first error ends the chain. `collect`: every item is run, errors are gathered. */
  readonly failures?: 'throw' | 'collect';
  /** Called whenever an item has finished. What it throws ends the chain. */
  readonly onProgress?: (progress: ChainProgress) => void;
  /** Called as soon as an item has failed, before the chain ends. What it throws ends the chain. */
  readonly onFailure?: (failure: Failure) => void;
}

/** How far a chain is. */
export interface ChainProgress {
  /** Items finished, well or badly. */
  readonly done: number;
  readonly failed: number;
  /** Absent when the input does not tell its size. */
  readonly total?: number;
}

/** An item that failed. */
export interface Failure {
  /** Place of the item in the input, from 0. */
  readonly index: number;
  readonly input: unknown;
  readonly error: unknown;
}

/** @throws ThreadspanError `INVALID_ARGUMENT` */
export function checkRunOptions({ chunkSize, timeout, failures = 'throw' }: RunOptions): void {
  if (chunkSize !== undefined) requireInteger('chunkSize', chunkSize, 1);
  requirePositive('timeout', timeout);
  requireOneOf('failures', failures, ['throw', 'collect']);
}
