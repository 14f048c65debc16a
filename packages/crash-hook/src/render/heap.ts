import type { PreviousRun } from '../report.js';

type NodeReport = NonNullable<PreviousRun['nodeReport']>;

/** "2033 MB of 2096 MB"; `undefined` where nothing is known. */
export function describeHeap({ usedHeap, heapLimit }: NodeReport): string | undefined {
  if (usedHeap === undefined) return heapLimit === undefined ? undefined : `at most ${bytes(heapLimit)}`;
  return heapLimit === undefined ? bytes(usedHeap) : `${bytes(usedHeap)} of ${bytes(heapLimit)}`;
}

// As Node's own options count, such as --max-old-space-size: in powers of 1,024.
function bytes(count: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let size = count;
  let unit = 0;
  for (; size >= 10_240 && unit < units.length - 1; unit++) size /= 1_024;
  return `${Math.round(size)} ${units[unit]}`;
}
