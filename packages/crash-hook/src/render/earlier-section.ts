import type { CrashReport, EarlierCrash } from '../report.js';
import type { Layout, Line } from './layout.js';

const SHOWN = 5;

/** What had gone wrong in this run before, the latest last. */
export function earlierSection({ earlierCrashes }: CrashReport, layout: Layout): Line[] {
  if (earlierCrashes === undefined || earlierCrashes.count === 0) return [];
  const { count } = earlierCrashes;
  const latest = earlierCrashes.latest.slice(-SHOWN);
  const crashes = count === 1 ? '1 crash' : `${count} crashes`;
  return [
    {
      text: `Earlier in this run: ${crashes}${count > latest.length ? ', the latest' : ''}:`,
      emphasis: 'heading',
    },
    ...latest.flatMap((crash) => layout.paragraph('', layout.visible(describe(crash)), 2, layout.width)),
  ];
}

function describe({ time, error, currentFile }: EarlierCrash): string {
  return [time, error, ...(currentFile === undefined ? [] : [currentFile])].join(', ');
}
