import type { PreviousRun } from '../report.js';
import type { Layout, Line } from './layout.js';

/** Which process it was that died without a word, and what Node itself wrote of its end. */
export function previousRunLines(run: PreviousRun | undefined, layout: Layout, width: number): Line[] {
  if (run === undefined) return [];
  const text = (label: string, value: string) => layout.paragraph(label, layout.visible(value), 0, width);
  const { pid, startedAt, lastSeen, nodeReport } = run;
  const heap = describeHeap(nodeReport?.usedHeap, nodeReport?.heapLimit);
  return [
    ...text('Previous run: ', `pid ${pid}, started ${startedAt}, last seen ${lastSeen}`),
    ...(nodeReport ? text('Node reported: ', `${nodeReport.event} (${nodeReport.trigger})`) : []),
    ...(heap === undefined ? [] : text('Heap: ', heap)),
  ];
}

function describeHeap(used: number | undefined, limit: number | undefined): string | undefined {
  if (used === undefined) return limit === undefined ? undefined : `at most ${bytes(limit)}`;
  return limit === undefined ? bytes(used) : `${bytes(used)} of ${bytes(limit)}`;
}

// As Node's own options count, such as --max-old-space-size: in powers of 1,024.
function bytes(count: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let size = count;
  let unit = 0;
  for (; size >= 1_024 && unit < units.length - 1; unit++) size /= 1_024;
  return `${unit === 0 ? size : size.toFixed(1)} ${units[unit]}`;
}
