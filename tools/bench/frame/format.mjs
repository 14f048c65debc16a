const UNITS = {
  ns: [
    ['ns', 1],
    ['µs', 1e3],
    ['ms', 1e6],
    ['s', 1e9],
  ],
  bytes: [
    ['B', 1],
    ['KB', 1e3],
    ['MB', 1e6],
    ['GB', 1e9],
  ],
  count: [['', 1]],
};

/** A figure with three digits and a unit that suits its size. */
export function format(figure, unit = 'ns') {
  const [name, size] = UNITS[unit].findLast(([, size]) => Math.abs(figure) >= size) ?? UNITS[unit][0];
  return `${Number((figure / size).toPrecision(3))} ${name}`.trimEnd();
}
