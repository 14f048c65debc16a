import Table from 'cli-table3';

/**
 * The table of results: a row for each stack, a column for each subset, above them how many packages each subset
 * installs; below it the reasons why cells are empty.
 *
 * @param {{ subset: { name: string }, packages?: number, passed: boolean }[]} installations
 * @param {{ subset: { name: string }, stack: { name: string }, passed?: boolean, reason?: string }[]} cells
 */
export function renderTable(installations, cells) {
  const subsets = installations.map(({ subset }) => subset.name);
  const stacks = [...new Set(cells.map(({ stack }) => stack.name))];
  const table = new Table({ head: ['', ...subsets], style: { head: [], border: [] } });
  table.push(['packages', ...installations.map(count)]);
  for (const stack of stacks) {
    const inRow = (name) => cells.find((cell) => cell.stack.name === stack && cell.subset.name === name);
    table.push([stack, ...subsets.map((name) => mark(inRow(name)))]);
  }
  return [table.toString(), ...reasons(cells)].join('\n');
}

function count({ packages, passed }) {
  return `${packages ?? ''}${passed ? '' : ' FAILED'}`.trim();
}

function mark(cell) {
  if (cell === undefined) return '';
  if (cell.reason !== undefined) return '–';
  return cell.passed ? 'ok' : 'FAILED';
}

function reasons(cells) {
  const lines = cells
    .filter(({ reason }) => reason !== undefined)
    .map(({ subset, stack, reason }) => `– ${subset.name} on ${stack.name}: ${reason}`);
  return [...new Set(lines)];
}
