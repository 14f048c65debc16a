import Table from 'cli-table3';

/** One state's results as text. */
export function table(results) {
  const rows = new Table({
    head: ['Operation', 'Median', 'p25 – p75', 'Ratio', 'Aim'],
    colAligns: ['left', 'right', 'right', 'left', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, median, p25, p75, ratio, baseline, aim, met } of results) {
    rows.push([
      name,
      time(median),
      `${time(p25)} – ${time(p75)}`,
      ratio === undefined ? '' : `${ratio.toFixed(2)} × ${baseline}`,
      aim === undefined ? '' : `${met ? 'met' : 'missed'}: ${limit(aim)}`,
    ]);
  }
  return rows.toString();
}

function limit(aim) {
  if ('ratio' in aim) return `at most ${aim.ratio} ×`;
  return 'over' in aim ? `at most ${time(aim.over)} more` : `at most ${time(aim.ns)}`;
}

const UNITS = [
  ['ns', 1],
  ['µs', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
];

function time(ns) {
  const [unit, size] = UNITS.findLast(([, size]) => ns >= size) ?? UNITS[0];
  return `${Number((ns / size).toPrecision(3))} ${unit}`;
}
