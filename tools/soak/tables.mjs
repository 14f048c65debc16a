import Table from 'cli-table3';

const style = { head: [], border: [], compact: true };

/** What became of the items, lane by lane. */
export function booksTable(books) {
  const table = new Table({
    head: ['Items that are run by', 'All', 'Faulty', 'Lost', 'Doubled', 'Wrong'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style,
  });
  for (const [name, { items, faulty, lost, doubled, wrong }] of books) {
    table.push([name, items, faulty, lost, doubled, wrong]);
  }
  return table.toString();
}

/** What was looked at, and whether it was as it should be. */
export function checksTable(checks) {
  const table = new Table({
    head: ['', 'Got', 'Expected', ''],
    colWidths: [44, 32, 32, 5],
    wordWrap: true,
    style,
  });
  for (const { what, got, expected, ok } of checks) table.push([what, got, expected, ok ? 'ok' : 'OFF']);
  return table.toString();
}
