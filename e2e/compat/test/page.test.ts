import { cells } from '../cells.mjs';
import { lines } from '../lines.mjs';
import { matrixOfPage } from '../page.mjs';
import { table } from '../table.mjs';

describe('docs/supported.md', () => {
  const rowsOf = (matrix: string) =>
    matrix.split('\n').map((row) => row.split('|').map((text) => text.trim()));
  const [head, , ...rows] = rowsOf(matrixOfPage());
  const [expectedHead, , ...expectedRows] = rowsOf(table(cells().map((cell) => ({ cell, done: [] }))));

  it('has a row for each Node and a column for each line', () => {
    const majors = (table: string[][]) => table.map(([, version]) => version?.split('.')[0]);
    expect(head).toEqual(expectedHead);
    expect(majors(rows)).toEqual(majors(expectedRows));
  });

  it('shows no failure, and says why where nothing was run', () => {
    for (const [index, [, , ...texts]] of rows.entries()) {
      for (const [column, text] of texts.slice(0, -1).entries()) {
        const reason = cells()[index * lines.length + column]?.unsupported;
        if (reason === undefined)
          expect(text).toMatch(/^packages: [1-9]\d+ passed, 0 failed; program: [1-9]\d* passed, 0 failed$/);
        else expect(text).toBe(reason);
      }
    }
  });
});
