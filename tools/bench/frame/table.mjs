import Table from 'cli-table3';
import { format } from './format.mjs';

/** One state's results as text. */
export function table(results) {
  const rows = new Table({
    head: ['Operation', 'Median', 'p25 – p75', 'Ratio', 'Aim'],
    colAligns: ['left', 'right', 'right', 'left', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, unit, median, p25, p75, ratio, baseline, aims } of results) {
    rows.push([
      name,
      format(median, unit),
      `${format(p25, unit)} – ${format(p75, unit)}`,
      ratio === undefined ? '' : `${ratio.toFixed(2)} × ${baseline}`,
      aims.map(({ aim, reached, met }) => (met ? `met: ${aim}` : `missed: ${aim}, is ${reached}`)).join('\n'),
    ]);
  }
  return rows.toString();
}
