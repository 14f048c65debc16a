import type { CrashContext } from '@threadspan/context';

export type CrashProgress = NonNullable<CrashContext['progress']>;

/** "2847 / 4231 files (67%), 2 failed, 118 files/s" */
export function describeProgress({ processed, failed, total, rate }: CrashProgress): string {
  const share = total > 0 ? ` (${Math.floor((processed / total) * 100)}%)` : '';
  const parts = [
    `${processed} / ${total} files${share}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(rate !== undefined && rate > 0 ? [`${Number(rate.toPrecision(3))} files/s`] : []),
  ];
  return parts.join(', ');
}
