import { oneLine } from './one-line.js';
import type { SourceComment } from './parse.js';

export type MarkerKind = 'TODO' | 'FIXME' | 'HACK';

/** A comment that owns up to a debt. */
export interface Marker {
  kind: MarkerKind;
  /** From 1, as is `column`: where the word itself stands. */
  line: number;
  column: number;
  /** From the word to the end of its line. */
  text: string;
}

const ANY_MARKER = /TODO|FIXME|HACK/;
const MARKER = /(?<![\w$])(TODO|FIXME|HACK)(?=[\s:;,.!?/()[\]]|$)/;
const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/;

/**
 * Finds `TODO`, `FIXME` and `HACK` in comments: as whole words in upper case, followed by punctuation,
 * space or the end of the line. Every line of a comment counts once, for the first such word on it.
 */
export function findMarkers(comments: readonly SourceComment[]): Marker[] {
  return comments.filter(({ value }) => ANY_MARKER.test(value)).flatMap(markersOf);
}

function markersOf({ value, type, loc }: SourceComment): Marker[] {
  const markers: Marker[] = [];
  for (const [index, text] of value.split(LINE_BREAK).entries()) {
    const match = MARKER.exec(text);
    if (!match) continue;
    markers.push({
      kind: match[1] as MarkerKind,
      line: loc.start.line + index,
      column: match.index + 1 + (index > 0 ? 0 : firstColumn(type, loc, value)),
      text: oneLine(text.slice(match.index)),
    });
  }
  return markers;
}

/** Before the text of a line comment there may stand `//`, `<!--` or `-->`, after it nothing. */
function firstColumn(type: SourceComment['type'], loc: SourceComment['loc'], value: string): number {
  return type === 'CommentLine' ? loc.end.column - value.length : loc.start.column + 2;
}
