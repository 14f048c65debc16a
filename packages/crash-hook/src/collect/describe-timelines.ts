import type { TimelineEntry, WorkerTimeline } from '@threadspan/context/ports';
import { describeAnalysis } from './describe-context.js';
import type { Redactor } from './redact.js';

const MAX_WORKERS = 64;
const MAX_ENTRIES = 32;
const MAX_AGE_MS = 60_000;

/**
 * The same timelines, redacted and bounded, without what had ended a minute before the crash; none of a worker that
 * had done nothing since then.
 *
 * @param crashed thread id of the worker that crashed; where there are too many, its timeline is kept
 * @param time of the crash, in ms since the epoch
 */
export function describeTimelines(
  timelines: readonly WorkerTimeline[],
  crashed: number | undefined,
  time: number,
  redactor: Redactor,
): WorkerTimeline[] {
  const isCrashed = ({ worker }: WorkerTimeline) => worker.threadId === crashed;
  const recent = timelines
    .map(({ entries, lostAt, ...rest }): WorkerTimeline => {
      // What a lost worker was on ended with it.
      const isRecent = ({ to = lostAt ?? time }: TimelineEntry) => time - to < MAX_AGE_MS;
      const kept = entries.filter(isRecent).slice(-MAX_ENTRIES);
      return { ...rest, entries: kept, ...(lostAt === undefined ? {} : { lostAt }) };
    })
    .filter(({ entries }) => entries.length > 0);
  return [...recent.filter(isCrashed), ...recent.filter((timeline) => !isCrashed(timeline))]
    .slice(0, MAX_WORKERS)
    .map((timeline) => ({
      ...timeline,
      entries: timeline.entries.map((entry) => ({ ...entry, ...describeAnalysis(entry, redactor) })),
    }));
}
