import { incrementFailed, incrementProcessed } from '@threadspan/context';
import { reportSilentWorkerLoss, takeBackProgress } from '@threadspan/context/ports';
import { ThreadspanError } from '../errors.js';
import { settle } from './assignment.js';
import type { Assignment } from './assignment.js';
import { lossError, offsetAtFault } from './loss.js';
import type { Loss } from './loss.js';
import type { StatsKeeper } from './stats.js';
import type { WorkerHost } from '../host/worker-host.js';

// A chunk that loses this many workers without an item at fault can't be run at all.
const MAX_LOSSES = 3;

/** A worker was lost in the middle of a chunk: the item at fault fails or is tried again, the others run elsewhere. */
export function salvage(host: WorkerHost, loss: Loss, assignment: Assignment, stats: StatsKeeper): void {
  const { chunk, received, end } = assignment;
  const { job } = chunk;
  if (job.ended) {
    // Nobody waits for these items, but what ended their worker may have been left behind by another one.
    if (loss.kind === 'uncaught' && loss.task?.chunk !== chunk.id) reportLoss(loss, host);
    return;
  }
  if (loss.kind === 'unprepared') {
    job.abandon(lossError(loss), { worker: host.identity });
    return;
  }
  const fault = offsetAtFault(loss, chunk.id, received, host.slot.position());
  // What was moved into the worker is gone with it.
  const isGone = chunk.transfer !== undefined && received < end;
  const fails = isGone || (fault !== undefined && chunk.attempt > job.spec.retries);
  // What runs again counts again: items that were done but whose results never left the worker, for one.
  const unsent = host.slot.unsent(!fails);
  takeBackProgress(unsent.processed, unsent.failed);
  if (fails) {
    stats.itemsEnded(0, 1);
    fail(host, loss, assignment, fault);
  } else if (fault !== undefined) {
    stats.itemRetried();
    job.requeue(chunk, received, fault);
    job.requeue(chunk, fault + 1, end);
    job.requeue(chunk, fault, fault + 1, { attempt: chunk.attempt + 1 });
  } else {
    requeueAll(host, loss, assignment);
  }
  settle(assignment, 0, 0);
}

function fail(host: WorkerHost, loss: Loss, lost: Assignment, fault: number | undefined): void {
  const { chunk, received, end } = lost;
  const { job } = chunk;
  const offset = fault ?? received;
  job.requeue(chunk, received, offset);
  job.requeue(chunk, offset + 1, end);
  // The worker had no time to count the files it was in.
  const { openFiles } = host.slot.read();
  job.counted(openFiles, openFiles);
  const error = lossError(loss, host.whereabouts());
  job.fail(chunk, offset, fault === undefined ? movedAway(error) : error, { worker: host.identity });
  incrementFailed(openFiles);
  incrementProcessed(openFiles);
}

function movedAway(cause: unknown): ThreadspanError {
  return new ThreadspanError(
    'WORKER_EXITED',
    'The worker was lost through no fault of this item, but what was moved into it with the item is gone; ' +
      'copy what has to survive a lost worker',
    { cause },
  );
}

function requeueAll(host: WorkerHost, loss: Loss, { chunk, received, end }: Assignment): void {
  const { job } = chunk;
  // A worker that got on with the chunk, or fell over another one's callback, says nothing against these items.
  const isInnocent = received > 0 || loss.kind === 'dismissed' || (loss.kind === 'uncaught' && loss.task);
  const losses = isInnocent ? chunk.losses : chunk.losses + 1;
  if (losses >= MAX_LOSSES) {
    // It had come to no item, so what it noted last is of another time.
    job.abandon(lossError(loss), { worker: host.identity });
    return;
  }
  if (loss.kind !== 'dismissed' && loss.kind !== 'timeout') reportLoss(loss, host);
  job.requeue(chunk, received, end, { losses });
}

/** Tells of a loss that no caller hears of. */
export function reportLoss(loss: Loss, host: WorkerHost): void {
  const error = lossError(loss, host.whereabouts());
  if (reportSilentWorkerLoss(error)) return;
  process.emitWarning(`threadspan: worker ${host.index} was lost: ${String(error)}`);
}
