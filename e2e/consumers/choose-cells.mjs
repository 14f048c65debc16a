/**
 * The cells of the named subsets, stacks, or both as `subset/stack`; all if there is no name. Case does not matter.
 *
 * @template {{ subset: { name: string }, stack: { name: string } }} Cell
 * @param {Cell[]} cells
 * @param {string[]} names
 * @returns {Cell[]}
 * @throws Error if a name fits no cell
 */
export function chooseCells(cells, names) {
  if (names.length === 0) return cells;
  for (const name of names) {
    if (!cells.some((cell) => fits(cell, name))) {
      const known = (part) => [...new Set(cells.map((cell) => cell[part].name))].join(' | ');
      throw new Error(`Expected a subset (${known('subset')}) or a stack (${known('stack')}), got "${name}"`);
    }
  }
  return cells.filter((cell) => names.some((name) => fits(cell, name)));
}

function fits({ subset, stack }, name) {
  const wanted = name.toLowerCase();
  const whole = `${subset.name}/${stack.name}`.toLowerCase();
  return [subset.name, stack.name.toLowerCase(), whole].includes(wanted);
}
