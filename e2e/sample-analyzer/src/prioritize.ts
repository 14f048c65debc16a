import type { DebtItem } from './score.js';

/**
 * Sorts debt items, worst first; equal scores by path, line and name in code-unit order, never by locale. The
 * order is total: whatever order the items come in, the same list comes out. Leaves its argument as it is.
 */
export function prioritize(items: readonly DebtItem[]): DebtItem[] {
  return [...items].sort(compareItems);
}

function compareItems(a: DebtItem, b: DebtItem): number {
  return (
    b.score - a.score ||
    compare(a.path, b.path) ||
    a.line - b.line ||
    compare(a.name, b.name) ||
    // Two functions of one name on one line; if their reasons are the same, so are the items.
    compare(JSON.stringify(a.reasons), JSON.stringify(b.reasons))
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
