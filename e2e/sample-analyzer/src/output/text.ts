import Table from 'cli-table3';
import type { SpanSummaryRow } from '@threadspan/tracing';
import type { Analysis } from '../analyze.js';
import { oneLine } from '../metrics/one-line.js';
import type { DebtItem, DebtReason } from '../score.js';
import { colors } from './colors.js';
import { summarize } from './json.js';
import type { Crash } from './json.js';

/** The findings for a reader: the worst ones as a table, what was left out, and the sums. */
export function toText(analysis: Analysis, crashed: readonly Crash[], top: number): string {
  const { items, skipped } = analysis;
  const parts = [
    ...(items.length > 0 && top > 0 ? [findings(items.slice(0, top))] : []),
    ...(items.length > top ? [colors.dim(`… and ${items.length - top} more (--top, --json)`)] : []),
    ...skipped.map(({ path, reason }) => `${colors.yellow('skipped')} ${oneLine(path)}: ${oneLine(reason)}`),
    ...crashed.map(({ path, error }) => `${colors.red('crashed')} ${oneLine(path)}: ${oneLine(error)}`),
    sums(analysis, crashed),
  ];
  return parts.join('\n');
}

function findings(items: readonly DebtItem[]): string {
  const table = plainTable(['Score', 'Where', 'What', 'Why'], ['right', 'left', 'left', 'left']);
  for (const { score, path, line, name, reasons } of items) {
    table.push([score.toFixed(1), `${oneLine(path)}:${line}`, oneLine(name), reasons.map(reason).join(', ')]);
  }
  return table.toString();
}

function reason({ metric, value }: DebtReason): string {
  return `${metric} ${value}`;
}

function sums(analysis: Analysis, crashed: readonly Crash[]): string {
  const { files, functions, markers, items, ...rest } = summarize(analysis, crashed);
  const problems = `${rest.skipped} skipped, ${rest.crashed} crashed`;
  return colors.bold(
    `${files} files, ${functions} functions, ${markers} markers, ${items} findings; ${problems}`,
  );
}

/** The span summary as a table, children indented under their parents. */
export function toProfile(rows: readonly SpanSummaryRow[]): string {
  const table = plainTable(['Operation', 'Count', 'Total', 'Share'], ['left', 'right', 'right', 'right']);
  for (const { operation, depth, count, totalMs, share } of rows) {
    table.push([
      `${'  '.repeat(depth)}${oneLine(operation)}`,
      String(count),
      `${totalMs.toFixed(1)} ms`,
      `${(share * 100).toFixed(1)} %`,
    ]);
  }
  return table.toString();
}

function plainTable(head: string[], colAligns: ('left' | 'right')[]): Table.Table {
  return new Table({ head, colAligns, style: { head: [], border: [], compact: true } });
}
