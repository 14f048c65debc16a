import { scaleLog } from 'd3-scale';
import { line, symbol, symbolsFill } from 'd3-shape';
import { format } from '../frame/format.mjs';

const WIDTH = 860;
const HEIGHT = 440;
const AREA = { left: 70, right: 580, top: 50, bottom: 390 };
const LEGEND = { x: 610, y: 62, step: 22 };
// Each is readable on white and on black; the shapes tell for those who see no difference.
const COLORS = [
  '#4269d0',
  '#d08a00',
  '#e5534b',
  '#1f9e89',
  '#3ca951',
  '#d6539a',
  '#a463f2',
  '#5f9be8',
  '#9c6b4e',
];
const STYLE = `
  .back { fill: #fff } text { fill: #1f2328; font: 12px system-ui, sans-serif } .grid { stroke: #d1d9e0 }
  .title { font-size: 15px; font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    .back { fill: #0d1117 } text { fill: #f0f6fc } .grid { stroke: #3d444d }
  }`;

/** The figures of one item against the number of items, both logarithmic, as SVG; those of peers in dashed lines. */
export function plot({ title, states }, measured) {
  const lines = linesOf(measured.filter(({ state }) => states.includes(state)));
  const points = lines.flatMap((each) => each.points);
  const x = scaleLog(extent(points.map(({ items }) => items)), [AREA.left, AREA.right]);
  const y = scaleLog(extent(points.map(({ median }) => median)), [AREA.bottom, AREA.top]).nice();
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title">`,
    `<style>${STYLE}\n</style>`,
    `<rect class="back" width="${WIDTH}" height="${HEIGHT}" rx="6"/>`,
    `<text class="title" id="title" x="${AREA.left}" y="28">${escaped(title.replaceAll('`', ''))}</text>`,
    ...powers(y).map((tick) => gridLine(y(tick), format(tick))),
    ...powers(x).map((tick) => text(x(tick), AREA.bottom + 20, tick.toLocaleString('en'), 'middle')),
    text((AREA.left + AREA.right) / 2, HEIGHT - 10, 'items', 'middle'),
    ...lines.map(({ points, peer }, index) => {
      const places = points.map(({ items, median }) => [x(items), y(median)]);
      return drawn(places, index, peer ? ' stroke-dasharray="5 3"' : '');
    }),
    ...lines.map(({ name }, index) => legendEntry(name, index)),
    '</svg>\n',
  ].join('\n');
}

/** One line for each contestant, in the order in which they end. */
function linesOf(states) {
  const lines = new Map();
  for (const { name, peer, items, median } of states.flatMap(({ results }) => results)) {
    if (!lines.has(name)) lines.set(name, { name, peer, points: [] });
    lines.get(name).points.push({ items, median });
  }
  return [...lines.values()]
    .map((each) => ({ ...each, points: each.points.sort((a, b) => a.items - b.items) }))
    .sort((a, b) => b.points.at(-1).median - a.points.at(-1).median);
}

function extent(values) {
  return [Math.min(...values), Math.max(...values)];
}

function powers(scale) {
  return scale.ticks().filter((tick) => Number.isInteger(Math.log10(tick)));
}

function gridLine(y, label) {
  const stroke = `<line class="grid" x1="${AREA.left}" x2="${AREA.right}" y1="${round(y)}" y2="${round(y)}"/>`;
  return stroke + text(AREA.left - 8, y + 4, label, 'end');
}

function drawn(places, index, dashes) {
  const path = line()(places.map((place) => place.map(round)));
  const stroke = `<path d="${path}" fill="none" stroke="${color(index)}" stroke-width="2"${dashes}/>`;
  return [stroke, ...places.map((place) => mark(place, index))].join('\n');
}

function legendEntry(name, index) {
  const y = LEGEND.y + index * LEGEND.step;
  return mark([LEGEND.x, y - 4], index) + text(LEGEND.x + 14, y, name, 'start');
}

function mark([x, y], index) {
  const shape = symbol(symbolsFill[index % symbolsFill.length], 55).digits(1)();
  return `<path d="${shape}" transform="translate(${round(x)} ${round(y)})" fill="${color(index)}"/>`;
}

function text(x, y, content, anchor) {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escaped(content)}</text>`;
}

function color(index) {
  return COLORS[index % COLORS.length];
}

function round(pixels) {
  return Math.round(pixels * 10) / 10;
}

function escaped(content) {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
