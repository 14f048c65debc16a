import { getErrorContext, incrementFailed, incrementProcessed, unpackError } from '@threadspan/context';
import { captureProgress, readCrashContext, setErrorContext } from '@threadspan/context/ports';
import type { StatsKeeper } from '@threadspan/executor/engine';
import type { Results } from '../protocol.js';
import type { OpenChunk } from './open-chunk.js';

/** Hands the outcomes of items to their job, each of them once, and counts what they have counted. */
export function takeResults(open: OpenChunk, results: Results, stats: StatsKeeper): void {
  const { chunk } = open;
  const { job } = chunk;
  const [processed, failed] = results.counted;
  incrementProcessed(Math.min(processed, chunk.items.length * MAX_COUNTED));
  incrementFailed(Math.min(failed, chunk.items.length * MAX_COUNTED));
  let succeeded = 0;
  for (const [from, values] of results.each) {
    succeeded += values.length;
    if (areLeft(open, from, values.length)) {
      job.succeedEach(chunk, from, values);
      continue;
    }
    // Some of them had an outcome before.
    for (const [at, value] of values.entries()) {
      if (open.take(from + at)) job.succeed(chunk, from + at, [value], 0, 1);
    }
  }
  for (const [offset, values] of results.many) {
    if (!open.take(offset)) continue;
    succeeded += 1;
    job.succeed(chunk, offset, values, 0, values.length);
  }
  for (const [offset, envelope] of results.failures) {
    if (!open.take(offset)) continue;
    job.fail(chunk, offset, arrived(envelope), {});
  }
  stats.itemsEnded(succeeded, results.failures.length);
}

// What a method counts in one go is its own business, but a counter has to stay one.
const MAX_COUNTED = 1_000_000;

/** Whether all of them are without an outcome; they have one from now on. */
function areLeft(open: OpenChunk, from: number, count: number): boolean {
  for (let at = 0; at < count; at += 1) if (!open.isLeft(from + at)) return false;
  for (let at = 0; at < count; at += 1) open.take(from + at);
  return true;
}

/** An error as a worker has packed it; how far all are, only the driver knows. */
export function arrived(envelope: unknown): unknown {
  const error = unpackError(envelope as Parameters<typeof unpackError>[0]);
  const where = readCrashContext(getErrorContext(error));
  const progress = captureProgress();
  if (where) setErrorContext(error, { ...where, ...(progress ? { progress } : {}) });
  return error;
}
