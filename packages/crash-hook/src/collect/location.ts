import { isAbsolute, relative } from 'node:path';
import type { CodeLocation } from '../report.js';
import { parseFrame, toPath } from '../stack-frames.js';
import type { SourceMaps } from './source-maps.js';

// Where this package and its siblings lie side by side, unless they are installed as others are; `undefined` also once
// a bundler has moved this file.
const SIBLINGS = /^(?!.*[\\/]node_modules[\\/])(.*[\\/])crash-hook[\\/]dist[\\/]collect$/.exec(
  __dirname,
)?.[1];

/**
 * The same stack line, where possible with the position in the original source. Frames of these packages begin with
 * `@threadspan/`, wherever they are: they are not the program's own.
 */
export function mapStackLine(line: string, maps: SourceMaps): string {
  const at = SIBLINGS === undefined ? -1 : line.indexOf(SIBLINGS);
  if (SIBLINGS !== undefined && at !== -1) {
    const path = line.slice(at + SIBLINGS.length);
    if (/^[\w-]+[\\/]dist[\\/]/.test(path))
      return `${line.slice(0, at).replace(/file:\/\/$/, '')}@threadspan/${path}`;
  }
  const { location, owner } = parseFrame(line);
  const original = location && owner === 'own' ? maps.original(location) : undefined;
  if (location === undefined || original === undefined) return line;
  const position = `${original.file}:${original.line}:${original.column}`;
  return line.endsWith(')')
    ? line.replace(/ \(.*\)$/, () => ` (${position})`)
    : line.replace(/(at (?:async )?).*$/, (_, at: string) => at + position);
}

/** A place that a stack names. */
export interface FoundLocation {
  readonly location: CodeLocation;
  /** Whether it is in the program's own code, or the very place that threw. */
  readonly isTelling: boolean;
}

/** Where the top frame of the program's own code is, else that of the topmost dependency. */
export function findLocation(lines: readonly string[]): FoundLocation | undefined {
  const frames = lines.map(parseFrame);
  const top = frames.find((frame) => frame.owner === 'own') ?? frames.find((frame) => frame.location);
  return top?.location && { location: top.location, isTelling: top.owner === 'own' || top === frames[0] };
}

/** Of a file that Node could not parse: its stack starts with `file:line`, the code and a caret. */
export function findSyntaxErrorLocation(stack: string): CodeLocation | undefined {
  const match = /^([^\n]{1,1000}):([1-9]\d{0,8})\n[^\n]*\n([ \t]*)\^/.exec(stack.slice(0, 8_192));
  if (match?.[1] === undefined || match[3] === undefined) return undefined;
  return { file: toPath(match[1]), line: Number(match[2]), column: match[3].length + 1 };
}

/** A path inside `directory` as seen from there; any other as it is. */
export function relativeTo(directory: string, location: CodeLocation): CodeLocation {
  const path = relative(directory, location.file);
  const inside = path !== '' && !path.startsWith('..') && !isAbsolute(path);
  return isAbsolute(location.file) && inside ? { ...location, file: path } : location;
}
