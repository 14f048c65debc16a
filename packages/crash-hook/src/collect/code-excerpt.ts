import { extname, isAbsolute } from 'node:path';
import type { CodeExcerpt, CodeLocation } from '../report.js';
import { readRegularFile } from './read-regular-file.js';
import type { Redactor } from './redact.js';
import type { SourceMaps } from './source-maps.js';

const LINES_ABOVE = 2;
const LINES_BELOW = 2;
const MAX_LINE = 200;
// What redaction sees of a line: more than what is kept, as the name of a secret may stand far before it.
const REDACTED = 8_192;
const MAX_BYTES = 5_000_000;
// A stack is text that anybody may have written: it does not make us read whatever file it names.
const SOURCE = /^\.(?:[cm]?[jt]sx?|coffee|civet|vue|svelte|astro)$/i;
const LINE_END = /\r\n|[\n\r\u2028\u2029]/; // what V8 takes for one

/**
 * The source around an absolute location, read now: from the file, else from what a source map has of it. `undefined`
 * when neither is there or has such a place. Columns count UTF-16 units, as V8 does.
 */
export function codeExcerpt(
  { file, line, column }: CodeLocation,
  { redactor, maps }: { redactor: Redactor; maps: SourceMaps },
): CodeExcerpt | undefined {
  const all = readSource(file, maps)?.split(LINE_END);
  if (all?.at(-1) === '' && line < all.length) all.pop(); // what follows the last line end is no line
  const text = all?.[line - 1];
  if (all === undefined || text === undefined || column > text.length + 1) return undefined;
  const firstLine = Math.max(1, line - LINES_ABOVE);
  const start = Math.max(0, column - 1 - REDACTED / 2);
  const raw = all.slice(firstLine - 1, line + LINES_BELOW).map((each) => each.slice(start, start + REDACTED));
  const lines = redactor.text(raw.join('\n'), raw.length * (REDACTED + 1)).split('\n');
  // Something that spans lines was redacted: which of them are left can't be known.
  if (lines.length !== raw.length) return undefined;
  const index = line - firstLine;
  const offset = offsetAfter(raw[index] ?? '', lines[index] ?? '', column - 1 - start);
  const cutAt = offset < MAX_LINE - 40 ? 0 : offset - MAX_LINE / 2;
  return {
    firstLine,
    lines: lines.map((each) => cut(each, cutAt)),
    line,
    column: offset - cutAt + 1,
  };
}

function readSource(file: string, maps: SourceMaps): string | undefined {
  // On Windows two slashes lead to another machine.
  if (!isAbsolute(file) || /^[\\/]{2}/.test(file) || !SOURCE.test(extname(file))) return undefined;
  try {
    return readRegularFile(file, MAX_BYTES).replace(/^\ufeff/, '') || undefined;
  } catch {
    return maps.contentOf(file);
  }
}

// Where `offset` of the raw text lies in the redacted one; at the start of what was replaced if it was within that.
function offsetAfter(raw: string, redacted: string, offset: number): number {
  const shorter = Math.min(raw.length, redacted.length);
  let same = 0;
  while (same < shorter && raw[same] === redacted[same]) same += 1;
  if (offset <= same) return offset;
  const fromEnd = raw.length - offset;
  return fromEnd <= shorter - same && raw.slice(offset) === redacted.slice(redacted.length - fromEnd)
    ? redacted.length - fromEnd
    : same;
}

// Half of a surrogate pair at either end is no character.
function cut(line: string, start: number): string {
  return line
    .slice(start, start + MAX_LINE)
    .replace(/^[\udc00-\udfff]/, ' ')
    .replace(/[\ud800-\udbff]$/, '');
}
