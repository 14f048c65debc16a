import { codeFrameColumns } from '@babel/code-frame';
import type { BabelCodeFrameOptions } from '@babel/code-frame';
import type { CodeExcerpt } from '../report.js';
import { fitColumns } from './fit.js';
import type { Layout, Line } from './layout.js';
import { textWidth } from './text-width.js';

// More than is ever collected: a report that comes from a file may have anything.
const MAX_LINES = 20;
const MAX_LINE = 1_000;
// Columns right of the place that are shown of a line that is cut on its left.
const AFTER = 20;

/** The source around the place of the crash, numbered, with a mark below the very column. */
export function codeSection(code: CodeExcerpt | undefined, layout: Layout): Line[] {
  if (code === undefined) return [];
  const lines = code.lines.slice(0, MAX_LINES).map((line) => line.slice(0, MAX_LINE));
  const at = code.line - code.firstLine;
  const marked = lines[at];
  if (marked === undefined) return [];
  const numberWidth = String(code.firstLine + lines.length - 1).length;
  const room = layout.width - `> ${' '.repeat(numberWidth)} | `.length;
  const column = textWidth(layout.visibleCode(marked.slice(0, Math.max(0, code.column - 1))));
  const start = column < room - 1 ? 0 : column + Math.min(AFTER, room >> 1) - room;
  const shown = lines.map((line) =>
    fitColumns(layout.visibleCode(line.trimEnd()), start, room, layout.ellipsis),
  );
  const frame = numbered(shown, code, layout.color);
  const gutter = layout.style(`${' '.repeat(numberWidth + 3)}|`, 'gutter');
  const mark = `${gutter} ${' '.repeat(column - start)}${layout.style('^', 'marker')}`;
  return [...frame.slice(0, at + 1), mark, ...frame.slice(at + 1)].map((text) => ({ text }));
}

// Without a column, as the library would count characters where a terminal counts columns.
function numbered(lines: readonly string[], { firstLine, line }: CodeExcerpt, color: boolean): string[] {
  const options: BabelCodeFrameOptions & { startLine: number } = {
    startLine: firstLine,
    linesAbove: MAX_LINES,
    linesBelow: MAX_LINES,
    forceColor: color,
  };
  return codeFrameColumns(lines.join('\n'), { start: { line } }, options).split('\n');
}
