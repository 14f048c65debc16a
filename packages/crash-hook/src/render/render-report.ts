import type { CrashReport } from '../report.js';
import { boxContentWidth, drawBox } from './box.js';
import { causeSections } from './cause-sections.js';
import { codeSection } from './code-section.js';
import { contextSection, errorSection } from './context-lines.js';
import { earlierSection } from './earlier-section.js';
import { environmentSection } from './environment-section.js';
import { fieldSection } from './field-lines.js';
import { footer } from './footer.js';
import type { FooterOptions } from './footer.js';
import { Layout } from './layout.js';
import { spanSection } from './span-section.js';
import { moreSection, stackSection } from './stack-section.js';
import type { Verbosity } from './stack-section.js';
import { workerSection } from './worker-section.js';

const MIN_WIDTH = 40;
const MAX_WIDTH = 200;

/** How a report looks as text. */
export interface RenderOptions extends FooterOptions {
  /** Columns of the box, from 40 to 200. Default: 80. */
  readonly width?: number;
  /** ANSI colours. Default: false. */
  readonly color?: boolean;
  /** False: nothing but ASCII, other characters as escapes. Default: true. */
  readonly unicode?: boolean;
  /** 0: no stacks, 1: other people's frames folded, 2: every frame. Default: 1. */
  readonly verbosity?: Verbosity;
}

/**
 * The report as text that ends in a line feed. The same report and options give the same text; nothing of the
 * process or the terminal is read. Control characters in the report are written as escapes.
 */
export function renderCrashReport(report: CrashReport, options: RenderOptions = {}): string {
  const { color = false, unicode = true, verbosity = 1 } = options;
  const layout = new Layout({ width: clampWidth(options.width), unicode, color });
  const title = `${layout.visible(report.app.name.toUpperCase())} CRASH REPORT`;
  const content = boxContentWidth(layout.width);
  const box = drawBox(
    title,
    [errorSection(report, layout, content), contextSection(report, layout, content)],
    layout,
  );
  const below = [
    codeSection(report.code, layout),
    stackSection(report.error, verbosity, layout),
    fieldSection(report.error, layout),
    ...causeSections(report.error, verbosity, layout),
    spanSection(report.context, layout),
    workerSection(report, layout),
    earlierSection(report, layout),
    environmentSection(report, layout),
    footer(report, options, layout),
    moreSection(report.error, verbosity, layout),
  ].filter((lines) => lines.length > 0);
  const parts = [box, ...below.map((lines) => layout.paint(lines))];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** A width that reports can be laid out in: 80 when unknown. */
export function clampWidth(width: number | undefined): number {
  if (width === undefined || !Number.isFinite(width)) return 80;
  return Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, Math.floor(width)));
}
