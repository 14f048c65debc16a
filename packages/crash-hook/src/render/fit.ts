import { fits, graphemes, graphemeWidth, textWidth } from './text-width.js';

/** Lines of at most `width` columns, broken at spaces and, in words that are longer, anywhere between graphemes. */
export function wrap(text: string, width: number): string[] {
  if (fits(text, width)) return [text];
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const breakLine = () => {
    if (used > 0) lines.push(line.trimEnd());
    line = '';
    used = 0;
  };
  for (const word of text.split(/(?<= )(?! )/)) {
    const bare = word.trimEnd();
    if (!fits(bare, width - used)) breakLine();
    if (fits(bare, width)) {
      line += word;
      used += textWidth(word);
      continue;
    }
    for (const grapheme of graphemes(word)) {
      if (used + graphemeWidth(grapheme) > width && grapheme !== ' ') breakLine();
      line += grapheme;
      used += graphemeWidth(grapheme);
    }
  }
  return [...lines, line.trimEnd()];
}

/**
 * A path in at most `width` columns. What has to go goes from the middle, so that the file name stays; of a file name
 * that is itself too long, its end stays.
 */
export function fitPath(path: string, width: number, ellipsis: string): string {
  if (fits(path, width)) return path;
  const room = width - textWidth(ellipsis);
  const name = /[\\/]?[^\\/]*$/.exec(path)?.[0] ?? path;
  const nameWidth = textWidth(name);
  if (nameWidth >= room) return ellipsis + takeEnd(path, room);
  const start = takeStart(path, Math.ceil((room - nameWidth) / 2));
  return start + ellipsis + takeEnd(path, room - textWidth(start));
}

function takeStart(text: string, width: number): string {
  let taken = '';
  let used = 0;
  for (const grapheme of graphemes(text)) {
    used += graphemeWidth(grapheme);
    if (used > width) break;
    taken += grapheme;
  }
  return taken;
}

function takeEnd(text: string, width: number): string {
  let taken = '';
  let used = 0;
  for (const grapheme of [...graphemes(text)].reverse()) {
    used += graphemeWidth(grapheme);
    if (used > width) break;
    taken = grapheme + taken;
  }
  return taken;
}

/** The columns of `text` from `start` on, at most `width` of them, with an ellipsis wherever something was cut off. */
export function fitColumns(text: string, start: number, width: number, ellipsis: string): string {
  const rest = start === 0 ? text : dropStart(text, start, ellipsis);
  return fits(rest, width) ? rest : takeStart(rest, width - textWidth(ellipsis)) + ellipsis;
}

// The ellipsis takes the place of the first columns; of a wide character that is cut through, a space is left.
function dropStart(text: string, start: number, ellipsis: string): string {
  const cut = start + textWidth(ellipsis);
  let passed = 0;
  let kept = '';
  for (const grapheme of graphemes(text)) {
    const width = graphemeWidth(grapheme);
    passed += width;
    if (passed - width >= cut) kept += grapheme;
    else if (passed > cut) kept += ' '.repeat(passed - cut);
  }
  return passed > start ? ellipsis + kept : '';
}
