import Table from 'cli-table3';

export interface TableText {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A Markdown table, with its columns padded as prettier does. */
export function toMarkdown({ head, rows }: TableText): string {
  const widths = head.map((name, column) =>
    Math.max(3, name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** The same for a terminal. */
export function toText({ head, rows }: TableText, width: number): string {
  const column = Math.floor(width / head.length);
  const table = new Table({
    head: [...head],
    colWidths: head.map(() => column),
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => row.map((cell) => cell.replaceAll('`', ''))));
  return table.toString();
}
