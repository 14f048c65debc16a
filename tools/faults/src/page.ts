import { readFileSync, writeFileSync } from 'node:fs';
import { toMarkdown } from './table.js';
import type { TableText } from './table.js';

const PAGES = { ours: 'faults.md', queue: 'faults-beyond-one-machine.md' };

/** The tables of the page, each between `<!-- name -->` and `<!-- end -->`. */
export type PageTables = Readonly<Record<string, TableText>>;

/** docs/faults.md as it stands, or that of faults in the workers of a queue. */
export function readPage(page: keyof typeof PAGES = 'ours'): string {
  return readFileSync(urlOf(page), 'utf8');
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

export function writePage(text: string, page: keyof typeof PAGES = 'ours'): void {
  writeFileSync(urlOf(page), text);
}

function urlOf(page: keyof typeof PAGES): URL {
  return new URL(`../../../docs/${PAGES[page]}`, import.meta.url);
}
