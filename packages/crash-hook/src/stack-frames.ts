import { fileURLToPath } from 'node:url';
import type { CodeLocation } from './report.js';

/** One line of a stack trace. */
export interface StackFrame {
  readonly line: string;
  readonly location?: CodeLocation;
  /** Whose code it is: the program's, a dependency's, or Node's own. */
  readonly owner: 'own' | 'dependency' | 'node';
}

const FRAME = /^\s*at (.*):([1-9]\d{0,8}):([1-9]\d{0,8})(\)?)$/s;
// In a path only these have a colon: the scheme of a URL and the drive of Windows.
const BARE_FILE = /^(?:async )?((?:[a-z][a-z+-]*:)?(?:\/*[a-z]:)?[^:]+)$/i;
const FILE_START = / \((?=(?:[a-z][a-z+-]*:)?(?:\/*[a-z]:)?$)/i;
const MAX_FRAMES = 200;
const MAX_LINE = 2_000;
const MAX_STACK = 200_000;
const MAX_NAME = 1_000;
const PROBE = 100;

/** The lines of `stack` below its message. */
export function parseStack(stack: string, message: string): StackFrame[] {
  return stackLines(stack, message).map(parseFrame);
}

/** The lines below the message, which may itself have lines that look like frames. A line may be of any length. */
export function stackLines(stack: string, message: string): string[] {
  const headerEnd = stack.indexOf('\n');
  if (headerEnd === -1) return [];
  const start = findMessage(stack.slice(0, headerEnd + PROBE), message);
  const isInHeader = start !== -1 && start < headerEnd && stack.startsWith(message, start);
  const end = isInHeader ? stack.indexOf('\n', start + message.length) : headerEnd;
  if (end === -1) return [];
  const lines = stack.slice(end + 1, end + 1 + MAX_STACK).split('\n');
  if (stack.length > end + 1 + MAX_STACK) lines.pop(); // was cut
  return lines.filter((line) => /^\s*at /.test(line.slice(0, 40))).slice(0, MAX_FRAMES);
}

// By its start: to look for all of a long text in a long one takes the time of both, multiplied.
function findMessage(header: string, message: string): number {
  return message === '' ? -1 : header.slice(0, MAX_NAME + PROBE).indexOf(message.slice(0, PROBE));
}

export function parseFrame(line: string): StackFrame {
  if (line.length > MAX_LINE) return { line, owner: 'node' };
  const match = FRAME.exec(line);
  const [, place = '', , , isNamed] = match ?? [];
  const file = isNamed ? namedFile(place) : BARE_FILE.exec(place)?.[1];
  if (match === null || !file || /^(?:node|internal)[:/]/.test(file)) return { line, owner: 'node' };
  return {
    line,
    location: { file: toPath(file), line: Number(match[2]), column: Number(match[3]) },
    owner: isDependency(toPath(file)) ? 'dependency' : 'own',
  };
}

// From the first bracket on behind which nothing is but a path: `place` may have any number of them.
function namedFile(place: string): string | undefined {
  const colon = place.lastIndexOf(':') + 1;
  const start = place.slice(0, colon).search(FILE_START);
  const bracket = start === -1 || colon === place.length ? place.indexOf(' (', colon) : start;
  return bracket === -1 ? undefined : place.slice(bracket + 2);
}

function isDependency(path: string): boolean {
  return /[\\/]node_modules[\\/]/.test(path) || /^@threadspan[\\/]/.test(path);
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
