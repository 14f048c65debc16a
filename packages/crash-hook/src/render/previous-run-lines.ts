import type { PreviousRun } from '../report.js';
import { describeHeap } from './heap.js';
import type { Layout, Line } from './layout.js';

/** Which process it was that died without a word, and what Node itself wrote of its end. */
export function previousRunLines(run: PreviousRun | undefined, layout: Layout, width: number): Line[] {
  if (run === undefined) return [];
  const text = (label: string, value: string) => layout.paragraph(label, layout.visible(value), 0, width);
  const { pid, startedAt, lastSeen, nodeReport } = run;
  const heap = nodeReport && describeHeap(nodeReport);
  return [
    ...text('Previous run: ', `pid ${pid}, started ${startedAt}, last seen ${lastSeen}`),
    ...(nodeReport ? text('Node reported: ', `${nodeReport.event} (${nodeReport.trigger})`) : []),
    ...(heap === undefined ? [] : text('Heap: ', heap)),
  ];
}
