import { incrementFailed, incrementProcessed } from '@threadspan/context';
import type { CrashContext } from '@threadspan/context';
import { captureProgress, setErrorContext } from '@threadspan/context/ports';
import { lost } from '@threadspan/executor/engine';
import type { StatsKeeper } from '@threadspan/executor/engine';
import { isSuspect } from './open-chunk.js';
import type { OpenChunk } from './open-chunk.js';
import type { FlightReading } from './read-flight.js';

// Nobody knows which item it was, so each part goes to another worker: the one that costs its worker, too, has it.
const PARTS = 8;
// A worker may be lost many times through no fault of the items it has: machines are switched off.
const MAX_LOSSES = 8;

/**
 * A worker was lost in the middle of a chunk: the items that its threads were on fail, or are tried again, each apart
 * from all others; the rest runs elsewhere.
 *
 * @param flight what the worker was on, as it said last; it may have been on something else since then
 */
export function salvage(open: OpenChunk, worker: string, flight: FlightReading, stats: StatsKeeper): void {
  const { chunk } = open;
  const { job, items } = chunk;
  const suspects = new Map([...flight.items].filter(([offset]) => open.isLeft(offset)));
  if (items.length === 1 && suspects.size === 0 && mayHaveBegun(open, flight))
    suspects.set(0, { spanHierarchy: [] });
  const mayTryAgain = chunk.attempt <= job.spec.retries;
  for (const [offset, where] of suspects) {
    open.take(offset);
    if (mayTryAgain) {
      stats.itemRetried();
      job.requeue(chunk, offset, offset + 1, { attempt: chunk.attempt + 1 });
    } else {
      stats.itemsEnded(0, 1);
      fail(open, offset, worker, where);
    }
  }
  if (suspects.size > 0) for (const [from, to] of open.rest()) job.requeue(chunk, from, to);
  else requeueInParts(open, worker);
}

/** Of a single item it is clear which one it was, though not where, unless it had only waited for its turn. */
function mayHaveBegun({ chunk }: OpenChunk, { worker }: FlightReading): boolean {
  if (chunk.losses >= MAX_LOSSES) return true;
  // The worker has said what it was on, or would have said so before it began.
  return worker === undefined && !isSuspect(chunk);
}

function requeueInParts(open: OpenChunk, worker: string): void {
  const { chunk } = open;
  const losses = chunk.losses + 1;
  if (losses > MAX_LOSSES) {
    chunk.job.abandon(lossError(worker));
    return;
  }
  if (chunk.items.length === 0) chunk.job.requeue(chunk, 0, 0, { losses });
  const size = Math.ceil(open.left / PARTS);
  for (const [from, to] of open.rest()) {
    for (let at = from; at < to; at += size) {
      chunk.job.requeue(chunk, at, Math.min(at + size, to), { losses });
    }
  }
}

function fail({ chunk }: OpenChunk, offset: number, worker: string, where: CrashContext): void {
  if (where.currentFile !== undefined) {
    incrementProcessed();
    incrementFailed();
  }
  const error = lossError(worker);
  const progress = captureProgress();
  setErrorContext(error, { ...where, ...(progress ? { progress } : {}) });
  chunk.job.fail(chunk, offset, error, {});
}

function lossError(worker: string): Error {
  return lost(
    'WORKER_EXITED',
    `The worker ${worker} was lost in the middle of its work: it was killed, or cut off from Redis, or was too busy to ` +
      'answer for as long as `stallTimeout`',
  );
}
