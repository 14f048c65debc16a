import type { WorkerActivity } from '@threadspan/context/ports';
import type { CrashReport } from '../report.js';
import { duration } from './duration.js';
import type { Layout, Line } from './layout.js';
import { workerName, workersHeading } from './names.js';

/** What the workers that did not crash were doing, one line each. */
export function workerSection(report: CrashReport, layout: Layout): Line[] {
  const { otherWorkers = [], time } = report;
  if (otherWorkers.length === 0) return [];
  const now = Date.parse(time);
  return [
    { text: `${workersHeading(report)}:`, emphasis: 'heading' },
    ...otherWorkers.flatMap((activity) =>
      layout.paragraph('', describe(activity, now).join(', '), 2, layout.width),
    ),
  ];
}

function describe(activity: WorkerActivity, now: number): string[] {
  const { worker, phase, currentFile, currentFunction, since, spanHierarchy } = activity;
  const innermost = spanHierarchy.at(-1)?.name;
  const doing = [phase, currentFile, currentFunction].filter((part) => part !== undefined);
  return [
    `${workerName(worker)}: ${doing[0] ?? innermost ?? (since === undefined ? 'idle' : 'busy')}`,
    ...doing.slice(1),
    ...(since === undefined || !(now >= since) ? [] : [`for ${duration(now - since)}`]),
  ];
}
