import { fileURLToPath } from 'node:url';
import type { CodeLocation } from './report.js';

/** One line of a stack trace. */
export interface StackFrame {
  readonly line: string;
  readonly location?: CodeLocation;
  /** Whose code it is: the program's, a dependency's, or Node's own. */
  readonly owner: 'own' | 'dependency' | 'node';
}

const FILE = String.raw`((?:[a-z][a-z+-]*:)?(?:/*[a-z]:)?[^:]+):(\d+):(\d+)`;
const NAMED_FRAME = new RegExp(String.raw`^\s*at .*? \(${FILE}\)$`, 'i');
const BARE_FRAME = new RegExp(String.raw`^\s*at (?:async )?${FILE}$`, 'i');
const MAX_FRAMES = 200;
const MAX_LINE = 1_000;

/** The lines of `stack` below its message. */
export function parseStack(stack: string, message: string): StackFrame[] {
  return stackLines(stack, message).map(parseFrame);
}

/** The lines below the message, which may itself have lines that look like frames. */
export function stackLines(stack: string, message: string): string[] {
  const headerEnd = stack.indexOf('\n');
  if (headerEnd === -1) return [];
  const start = message === '' ? -1 : stack.indexOf(message);
  const isInHeader = start !== -1 && start < headerEnd;
  const end = isInHeader ? stack.indexOf('\n', start + message.length) : headerEnd;
  if (end === -1) return [];
  return stack
    .slice(end + 1)
    .slice(0, MAX_FRAMES * MAX_LINE)
    .split('\n')
    .filter((line) => /^\s*at /.test(line.slice(0, 40)))
    .slice(0, MAX_FRAMES)
    .map((line) => line.slice(0, MAX_LINE));
}

export function parseFrame(line: string): StackFrame {
  const match = line.endsWith(')') ? NAMED_FRAME.exec(line) : BARE_FRAME.exec(line);
  const file = match?.[1];
  if (match === null || file === undefined || /^(?:node|internal)[:/]/.test(file))
    return { line, owner: 'node' };
  return {
    line,
    location: { file: toPath(file), line: Number(match[2]), column: Number(match[3]) },
    owner: isDependency(toPath(file)) ? 'dependency' : 'own',
  };
}

// Where this package and its siblings lie side by side; `undefined` once a bundler has moved this file.
const HOME = /^(.*[\\/])crash-hook[\\/]dist$/.exec(__dirname)?.[1];

function isDependency(path: string): boolean {
  if (/[\\/]node_modules[\\/]/.test(path)) return true;
  return (
    HOME !== undefined &&
    path.startsWith(HOME) &&
    /^[\w-]+[\\/](?:src|dist)[\\/]/.test(path.slice(HOME.length))
  );
}

/** The path of what may be a `file:` URL. */
export function toPath(file: string): string {
  if (!file.startsWith('file:')) return file;
  try {
    return fileURLToPath(file);
  } catch {
    return file;
  }
}
