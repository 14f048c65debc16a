import type { CrashReport } from '../report.js';
import { errorLine } from './error-line.js';
import { Layout } from './layout.js';
import type { Line } from './layout.js';
import { clampWidth } from './render-report.js';
import type { RenderOptions } from './render-report.js';

const MAX_LINES = 3;

/** The `ordinal`th report of a run in a few lines; whoever needs all of it finds it where it was saved. */
export function renderBriefReport(report: CrashReport, ordinal: number, options: RenderOptions): string {
  const { color = false, unicode = true, savedPath, saveError } = options;
  const layout = new Layout({ width: clampWidth(options.width), unicode, color });
  const { currentFile } = report.context;
  const lines: Line[] = [
    { text: `${layout.visible(report.app.name.toUpperCase())} CRASH REPORT ${ordinal}`, emphasis: 'title' },
    ...layout.paragraph('ERROR: ', errorLine(report.error), 2, layout.width, 'error').slice(0, MAX_LINES),
    ...(currentFile === undefined ? [] : [layout.path('File: ', currentFile, 2, layout.width)]),
    ...(savedPath === undefined ? [] : [{ text: `  Report saved: ${layout.visible(savedPath)}` }]),
    ...(saveError === undefined ? [] : layout.paragraph('Report not saved: ', saveError, 2, layout.width)),
  ];
  return `${layout.paint(lines).join('\n')}\n`;
}
