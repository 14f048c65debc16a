import type { TimelineEntry, WorkerTimeline } from '@threadspan/context/ports';
import type { WorkerHost } from '../host/worker-host.js';
import { HISTORY_ENTRIES } from '../item-history.js';

const MAX_LOST = 8;

/** What the workers of an executor did lately, those included that it has lost not long ago. */
export class Timelines {
  // What was read of them, not their memory, which is a thousand times as large.
  #lost: readonly WorkerTimeline[] = [];

  /** `host` has just lost its worker. */
  keep(host: WorkerHost): void {
    const timeline = timelineOf(host);
    if (timeline.entries.length === 0) return;
    this.#lost = [...this.#lost, { ...timeline, lostAt: Date.now() }].slice(-MAX_LOST);
  }

  /** @param hosts all that are not gone */
  read(hosts: readonly WorkerHost[]): WorkerTimeline[] {
    return [...this.#lost, ...hosts.map(timelineOf).filter(({ entries }) => entries.length > 0)];
  }
}

function timelineOf({ identity, slot }: WorkerHost): WorkerTimeline {
  // In this order: an item that ends in between is missing, where it would be there twice otherwise.
  const ended = slot.history.read();
  const { item, note } = slot.read();
  if (item === undefined) return { worker: identity, entries: ended };
  const { phase, currentFile, currentFunction } = note;
  const present: TimelineEntry = {
    from: item.since,
    count: 1,
    ...(phase === undefined ? {} : { phase }),
    ...(currentFile === undefined ? {} : { currentFile }),
    ...(currentFunction === undefined ? {} : { currentFunction }),
  };
  return { worker: identity, entries: [...ended, present].slice(-HISTORY_ENTRIES) };
}
