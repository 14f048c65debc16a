import { format } from '../frame/format.mjs';
import { inShort } from './in-short.mjs';

/** The page as Markdown. */
export function page(report) {
  const { cases } = report;
  return [
    '# Performance',
    'What the packages cost, beside what they are built on and beside other pools. `npm run bench` measures it; this ' +
      'page is made of its figures. Its aims, met and missed, are [at the end](#aims).',
    ...inShort(cases),
    '## How it was measured',
    circumstances(report),
    '```sh\nnpm run bench -- --json figures.json   # half an hour, on a machine that does nothing else\n' +
      'npm run performance -- figures.json    # writes this page and its plots\n```',
    'A figure is the median of its rounds, in which all contestants of a table take turns in one process, after half a ' +
      'second of warm-up each; in brackets are the quartiles. A ratio is the median of the ratios within one round. ' +
      '[tools/bench](../tools/bench/README.md) says more about how it is measured.',
    ...cases.flatMap((one) => caseSection(one, report.date)),
    '## Aims',
    aimsTable(cases),
  ].join('\n\n');
}

function circumstances({ node, platform, cpu, cpus, date, quick, versions }) {
  const day = date.slice(0, 10);
  const haste = quick ? ' **It ran with `--quick`: too short to judge.**' : '';
  return `The figures are of ${day}, from Node ${node} on ${cpus} × ${cpu} (${platform}), with ${versionsText(versions)}.${haste}`;
}

function versionsText(versions) {
  const texts = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

function aimsTable(cases) {
  const rows = cases.flatMap(({ name, states }) =>
    states.flatMap(({ state, results }) =>
      results.flatMap(({ name: contestant, aims }) =>
        aims.map(({ aim, reached, met }) => [
          `[${name}](#${anchor(name)})`,
          state,
          contestant,
          aim,
          reached,
          met ? 'met' : '**missed**',
        ]),
      ),
    ),
  );
  return table(['Case', 'State', 'Operation', 'Aim', 'Reached', ''], rows);
}

function caseSection({ name, title, about, plot, states, date }, dateOfOthers) {
  const isApart = date !== undefined && date !== dateOfOthers;
  return [
    `## ${name}`,
    `${capitalized(title)}.`,
    ...(about ? [about.trim().replace(/\s+/g, ' ')] : []),
    ...(isApart ? [`Measured on ${date.slice(0, 10)}.`] : []),
    ...(plot ? [`![${plot.title.replaceAll('`', '')}](performance/${name}.svg)`] : []),
    ...states.flatMap(({ state, results }) => [`### ${name}: ${state}`, resultsTable(results)]),
  ];
}

function resultsTable(results) {
  const rows = results.map(({ name, unit, median, p25, p75, ratio, baseline, aims }) => [
    name,
    `${format(median, unit)} (${format(p25, unit)} – ${format(p75, unit)})`,
    ratio === undefined ? '' : `${ratio.toFixed(2)} × ${baseline}`,
    aims.map(({ aim, met }) => `${met ? 'met' : '**missed**'}: ${aim}`).join('; '),
  ]);
  return table(['Operation', figureHead(results), 'Ratio', 'Aim'], rows);
}

function figureHead(results) {
  if (results.some(({ unit }) => unit === 'bytes')) return 'Bytes';
  return results.some(({ items }) => items > 1) ? 'Time per item' : 'Time';
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map(cellText).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function cellText(text) {
  return text.replaceAll('|', '\\|');
}

function capitalized(text) {
  return text[0].toUpperCase() + text.slice(1);
}

function anchor(name) {
  return name.toLowerCase().replaceAll(' ', '-');
}
