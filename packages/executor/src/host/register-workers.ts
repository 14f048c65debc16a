import {
  registerWorkerActivity,
  registerWorkerCount,
  registerWorkerFlush,
  registerWorkerTimelines,
} from '@threadspan/context/ports';
import type { Scheduler } from '../scheduling/scheduler.js';

/** Has the other packages ask the scheduler's workers what they are on and what they run, and to send what they hold. */
export function registerWorkers(scheduler: Scheduler): () => void {
  const removals = [
    registerWorkerActivity(() => scheduler.hosts.flatMap((host) => host.activity() ?? [])),
    registerWorkerTimelines(() => scheduler.timelines()),
    registerWorkerCount(
      (extension) => scheduler.hosts.filter((host) => !host.extensions.has(extension)).length,
    ),
    registerWorkerFlush(async (timeout) => {
      await Promise.all(scheduler.hosts.map((host) => host.flush(timeout)));
    }),
  ];
  return () => removals.forEach((remove) => remove());
}
