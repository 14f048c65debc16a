import type { Chunk } from './job.js';

/** A chunk in the hands of one worker. */
export interface Assignment {
  readonly chunk: Chunk;
  /** How many the worker was given before. */
  readonly run: number;
  /** Number of the message that brings it; several may come in one. */
  message: number;
  /** How many of its items have an outcome. */
  received: number;
  /** Where its items end: what lay behind has been taken back. */
  end: number;
  /** Its job does not wait for it any more. */
  isSettled: boolean;
}

/** Whether somebody waits for items that the worker has; or for its instances, where the chunk has no items. */
export function isOpen({ chunk, received, end, isSettled }: Assignment): boolean {
  return !isSettled && (received < end || chunk.items.length === 0);
}

/** The job need not wait for this worker. `ran` items took `ms` here. */
export function settle(assignment: Assignment, ran: number, ms: number): void {
  if (assignment.isSettled) return;
  assignment.isSettled = true;
  assignment.chunk.job.release(ran, ms);
}

/** Has the rest of it run elsewhere. */
export function giveBack(assignment: Assignment): void {
  const { chunk, received, end } = assignment;
  if (received < end) chunk.job.requeue(chunk, received, end);
  settle(assignment, 0, 0);
}
