import { childrenOf } from './span-tree.js';
import type { FinishedSpan } from './span-tree.js';

/** All spans of one name under the same parents. */
export interface SpanSummaryRow {
  readonly operation: string;
  /** 0 for spans without a parent, 1 for those under them, and so on. */
  readonly depth: number;
  readonly count: number;
  /** Sum of the durations, in ms. Spans that ran side by side count in full. */
  readonly totalMs: number;
  /** `totalMs` as a part of the outermost spans' total; over 1 for work that several threads did side by side. */
  readonly share: number;
}

/** Sums finished spans up by operation: parents before children, and the longest first among siblings. */
export function summarizeSpans(spans: readonly FinishedSpan[]): SpanSummaryRow[] {
  const children = childrenOf(spans);
  const roots = children(undefined);
  const whole = sum(roots);
  const rows: SpanSummaryRow[] = [];
  const visit = (level: readonly FinishedSpan[], depth: number) => {
    const groups = [...groupByName(level)].map(([operation, group]) => ({
      operation,
      group,
      totalMs: sum(group),
    }));
    groups.sort((one, other) => other.totalMs - one.totalMs || (one.operation < other.operation ? -1 : 1));
    for (const { operation, group, totalMs } of groups) {
      rows.push({ operation, depth, count: group.length, totalMs, share: whole > 0 ? totalMs / whole : 0 });
      visit(group.flatMap(children), depth + 1);
    }
  };
  visit(roots, 0);
  return rows;
}

function groupByName(spans: readonly FinishedSpan[]): Map<string, FinishedSpan[]> {
  const groups = new Map<string, FinishedSpan[]>();
  for (const span of spans) {
    const group = groups.get(span.name);
    if (group) group.push(span);
    else groups.set(span.name, [span]);
  }
  return groups;
}

function sum(spans: readonly FinishedSpan[]): number {
  return spans.reduce((total, { duration: [seconds, nanos] }) => total + seconds * 1e3 + nanos / 1e6, 0);
}
