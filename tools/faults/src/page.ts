import { readFileSync, writeFileSync } from 'node:fs';
import { toMarkdown } from './table.js';
import type { TableText } from './table.js';

const PAGE = new URL('../../../docs/faults.md', import.meta.url);

/** The tables of the page, each between `<!-- name -->` and `<!-- end -->`. */
export type PageTables = Readonly<Record<string, TableText>>;

/** docs/faults.md as it stands. */
export function readPage(): string {
  return readFileSync(PAGE, 'utf8');
}

/** The page with these tables in it. */
export function withTables(page: string, tables: PageTables): string {
  return Object.entries(tables).reduce(
    (text, [name, table]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->\n\n).*?(\n\n<!-- end -->)`, 's'),
        (_, before: string, after: string) => before + toMarkdown(table) + after,
      ),
    page,
  );
}

export function writePage(page: string): void {
  writeFileSync(PAGE, page);
}
