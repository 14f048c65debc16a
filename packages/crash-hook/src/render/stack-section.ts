import type { ReportedError } from '../report.js';
import { parseStack } from '../stack-frames.js';
import type { StackFrame } from '../stack-frames.js';
import type { Layout, Line } from './layout.js';

/** 0: no stacks, 1: the program's own frames, 2: every frame. */
export type Verbosity = 0 | 1 | 2;

// Lines of a stack are not cut: a path that is cut can't be opened.
export function stackSection(error: ReportedError, verbosity: Verbosity, layout: Layout): Line[] {
  const frames = stackFrameLines(error, verbosity, 2, layout);
  return frames.length === 0 ? [] : [{ text: 'Stack:', emphasis: 'heading' }, ...frames];
}

export function stackFrameLines(
  error: ReportedError,
  verbosity: Verbosity,
  indent: number,
  layout: Layout,
): Line[] {
  if (verbosity === 0) return [];
  const frames = parseStack(error.stack, error.message);
  const lines: Line[] = [];
  let hidden = 0;
  const fold = () => {
    if (hidden > 0) lines.push(foldLine(hidden, indent, layout));
    hidden = 0;
  };
  for (const [index, frame] of frames.entries()) {
    if (verbosity === 1 && !isShown(frame, index)) {
      hidden += 1;
      continue;
    }
    fold();
    const text = ' '.repeat(indent) + layout.visible(frame.line.trim());
    lines.push(frame.owner === 'own' ? { text } : { text, emphasis: 'dim' });
  }
  fold();
  return lines;
}

/** The line where `error` was thrown, as far as it lies in the program's own code. */
export function topFrameLine(error: ReportedError, indent: number, layout: Layout): Line[] {
  const top = parseStack(error.stack, error.message).find(({ owner }) => owner === 'own');
  return top ? [{ text: ' '.repeat(indent) + layout.visible(top.line.trim()), emphasis: 'dim' }] : [];
}

/** How to see the frames that are not shown. */
export function moreSection(error: ReportedError, verbosity: Verbosity, layout: Layout): Line[] {
  if (!hidesFrames(error, verbosity)) return [];
  return layout.paragraph('', 'THREADSPAN_BACKTRACE=full shows every frame.', 0, layout.width, 'dim');
}

function hidesFrames(error: ReportedError, verbosity: Verbosity, isInner = false): boolean {
  if (verbosity === 2) return false;
  const frames = parseStack(error.stack, error.message);
  const own = frames.filter(({ owner }) => owner === 'own').length;
  const shown = isInner ? Math.min(own, 1) : frames.filter(isShown).length;
  if (frames.length > (verbosity === 0 ? 0 : shown)) return true;
  const inner = [...(error.cause ? [error.cause] : []), ...(error.errors ?? [])];
  return inner.some((each) => hidesFrames(each, verbosity, true));
}

// The frame that threw is shown whoever's it is.
export function isShown(frame: StackFrame, index: number): boolean {
  return index === 0 || frame.owner === 'own';
}

function foldLine(hidden: number, indent: number, layout: Layout): Line {
  const mark = layout.ascii ? ':' : '⋮';
  const text = `${' '.repeat(indent)}${mark} ${hidden} ${hidden === 1 ? 'frame' : 'frames'} hidden`;
  return { text, emphasis: 'dim' };
}
