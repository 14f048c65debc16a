import type { ReportedError } from '../report.js';
import { contextLines } from './context-lines.js';
import { errorLine } from './error-line.js';
import { fieldLines } from './field-lines.js';
import type { Layout, Line } from './layout.js';
import { stackFrameLines, topFrameLine } from './stack-section.js';
import type { Verbosity } from './stack-section.js';

const STEP = 2;
const MAX_INDENT = 12;

/** The chain of causes and the aggregated errors, each with what is known of where it happened. */
export function causeSections(error: ReportedError, verbosity: Verbosity, layout: Layout): Line[][] {
  return [causes(error, verbosity, 0, layout), aggregated(error, verbosity, 0, layout)];
}

function causes(error: ReportedError, verbosity: Verbosity, indent: number, layout: Layout): Line[] {
  const chain: ReportedError[] = [];
  for (let cause = error.cause; cause !== undefined; cause = cause.cause) chain.push(cause);
  if (chain.length === 0) return [];
  return [
    heading('Caused by:', indent),
    ...chain.flatMap((cause) => [
      ...nested('', cause, verbosity, deeper(indent), layout),
      ...aggregated(cause, verbosity, deeper(indent), layout),
    ]),
  ];
}

function aggregated(error: ReportedError, verbosity: Verbosity, indent: number, layout: Layout): Line[] {
  const { errors = [] } = error;
  if (errors.length === 0) return [];
  return [
    heading('Errors:', indent),
    ...errors.flatMap((inner, index) => {
      const label = `${index + 1}. `;
      const below = Math.min(deeper(indent) + label.length, MAX_INDENT);
      return [
        ...nested(label, inner, verbosity, deeper(indent), layout),
        ...causes(inner, verbosity, below, layout),
        ...aggregated(inner, verbosity, below, layout),
      ];
    }),
  ];
}

function nested(
  label: string,
  error: ReportedError,
  verbosity: Verbosity,
  indent: number,
  layout: Layout,
): Line[] {
  const details = indent + label.length + STEP;
  return [
    ...layout.paragraph(label, errorLine(error), indent, layout.width, undefined, details + STEP),
    ...fieldLines(error, details, layout),
    ...(error.context ? contextLines(error.context, details, layout, layout.width) : []),
    ...(verbosity === 2 ? stackFrameLines(error, verbosity, details, layout) : []),
    ...(verbosity === 1 ? topFrameLine(error, details, layout) : []),
  ];
}

function heading(text: string, indent: number): Line {
  return { text: ' '.repeat(indent) + text, emphasis: 'heading' };
}

// However deep the nesting, text keeps room to the right.
function deeper(indent: number): number {
  return Math.min(indent + STEP, MAX_INDENT);
}
