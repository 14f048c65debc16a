import { getProgress, getProgressStart } from './progress.js';
import type { Progress } from './progress.js';

/** The progress at one moment. */
export interface CrashProgress extends Progress {
  /** Items finished per second since the total was set, to 3 significant digits; absent when none was. */
  readonly rate?: number;
}

/** The progress of all threads at this moment, with its rate; `undefined` when nobody set a total. */
export function captureProgress(): CrashProgress | undefined {
  const start = getProgressStart();
  const progress = getProgress();
  if (progress.total === 0) return undefined;
  // Set anew by another thread meanwhile: the counts may be those of before.
  if (start === undefined || getProgressStart()?.time !== start.time) return progress;
  const finished = progress.processed - start.processed;
  const seconds = (Date.now() - start.time) / 1_000;
  // A clock that was set back leaves no time, or less.
  if (finished <= 0 || seconds <= 0) return progress;
  return { ...progress, rate: Number((finished / seconds).toPrecision(3)) };
}
