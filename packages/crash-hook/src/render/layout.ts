import { fitPath, wrap } from './fit.js';
import { fits } from './text-width.js';
import { createStyle } from './style.js';
import type { Emphasis, Style } from './style.js';
import { visible, visibleCode, visibleLines, withoutCommand } from './visible.js';

// Whoever needs all of a message of that size finds it in the saved report.
const MAX_LINES = 100;
const MAX_TEXT = 10_000;
// More than fits in a line; all of a path that has no end takes long to measure.
const MAX_PATH_END = 400;

/** One line of output. */
export interface Line {
  readonly text: string;
  readonly emphasis?: Emphasis;
}

/** How text is laid out: the same for the box and for what stands below it. */
export class Layout {
  readonly width: number;
  readonly ascii: boolean;
  readonly color: boolean;
  readonly style: Style;
  readonly ellipsis: string;

  constructor(options: { width: number; unicode: boolean; color: boolean }) {
    this.width = options.width;
    this.ascii = !options.unicode;
    this.color = options.color;
    this.style = createStyle(options.color);
    this.ellipsis = this.ascii ? '...' : '…';
  }

  /** Text of several lines behind `label`; long lines are wrapped, and all but the first indented by `hanging`. */
  paragraph(
    label: string,
    text: string,
    indent: number,
    width: number,
    emphasis?: Emphasis,
    hanging = indent + 2,
  ): Line[] {
    const margin = ' '.repeat(hanging);
    const whole = text.length <= MAX_TEXT ? text : text.slice(0, MAX_TEXT) + this.ellipsis;
    const wrapped = visibleLines(whole, this.ascii).flatMap((line, index) => {
      const first = index === 0 ? `${' '.repeat(indent)}${label}` : margin;
      return wrapBehind(first, line, margin, width);
    });
    const omitted = wrapped.length - MAX_LINES;
    if (omitted > 0) wrapped.splice(MAX_LINES, omitted, `${margin}${this.ellipsis} ${omitted} more lines`);
    return wrapped.map((text) => toLine(text, emphasis));
  }

  /** A path behind `label`, on one line: cut in its middle where it is too long. */
  path(label: string, path: string, indent: number, width: number): Line {
    const start = `${' '.repeat(indent)}${label}`;
    const ends =
      path.length <= 2 * MAX_PATH_END
        ? this.visible(path)
        : this.visible(path.slice(0, MAX_PATH_END)) + this.ellipsis + this.visible(path.slice(-MAX_PATH_END));
    return { text: start + fitPath(ends, width - start.length, this.ellipsis) };
  }

  visible(text: string): string {
    return visible(text, this.ascii);
  }

  /** Source code: tabs as spaces. */
  visibleCode(code: string): string {
    return visibleCode(code, this.ascii);
  }

  paint(lines: readonly Line[]): string[] {
    return lines.map(({ text, emphasis }) => this.style(withoutCommand(text), emphasis));
  }
}

function toLine(text: string, emphasis: Emphasis | undefined): Line {
  return emphasis === undefined ? { text } : { text, emphasis };
}

// The label counts as part of the first line, so that a long first word may start below it.
function wrapBehind(first: string, text: string, hanging: string, width: number): string[] {
  if (fits(first + text, width)) return [(first + text).trimEnd()];
  const [head = '', ...rest] = wrap(first.trimStart() + text, width - hanging.length);
  const indent = first.slice(0, first.length - first.trimStart().length);
  return [indent + head, ...rest.map((line) => hanging + line)].map((line) => line.trimEnd());
}
