import { getEAWOfCodePoint } from 'meaw';

const ASCII = /^[\x20-\x7e]*$/;
// Characters that never join each other: of ASCII, Latin, Cyrillic, kana and ideographs.
const SINGLE =
  '\\x20-\\x7e\\u00c0-\\u02ff\\u0400-\\u0482\\u048a-\\u052f\\u3041-\\u3094\\u30a1-\\u30fa\\u3400-\\u4dbf\\u4e00-\\u9fff';
const SINGLES = new RegExp(`^[${SINGLE}]*$`);
// Long parts that need no segmenter, whose time grows with the square of the length. The characters at their edges
// may belong to what stands beside them.
const RUNS = new RegExp(`(?<=[${SINGLE}])([${SINGLE}]{16,})(?=[${SINGLE}])`);
const JOINER = '\u200d';
const INVISIBLE = /^(?:\p{Default_Ignorable_Code_Point}|\p{Cc}|\p{Cf}|\p{Mn}|\p{Me})$/u;
// Made on first use, as both take some 10 ms; the `v` flag is newer than the syntax this package is compiled to.
let segmenter: Intl.Segmenter | undefined;
let emojiPattern: RegExp | undefined;
const EMOJI = String.raw`^(?:\p{RGI_Emoji}|\p{Regional_Indicator}{1,2}|[\d#*]\u{FE0F})`;
const JOINED_EMOJI = /\u200d\p{Extended_Pictographic}/u;
const STRAY_MODIFIER = /(?<![\p{Emoji_Modifier_Base}\u200d])\p{Emoji_Modifier}/gu;
const HANGUL = /^[\u1100-\u11ff\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb]/;

/** What the reader sees as single characters. A cut between them never tears one apart. */
export function* graphemes(text: string): Generator<string> {
  for (const part of text.split(RUNS)) {
    if (SINGLES.test(part)) yield* part;
    else for (const { segment } of segments(part)) yield segment;
  }
}

function segments(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** Whether `text` takes at most `width` columns. Of one that is far longer, the rest is not looked at. */
export function fits(text: string, width: number): boolean {
  if (ASCII.test(text)) return text.length <= width;
  let used = 0;
  for (const grapheme of graphemes(text)) {
    used += graphemeWidth(grapheme);
    if (used > width) return false;
  }
  return true;
}

/** The columns `text` takes on a terminal. It holds no control characters: see `visible`. */
export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const grapheme of graphemes(text)) width += graphemeWidth(grapheme);
  return width;
}

/**
 * The columns of what {@link graphemes} gave. East Asian Width is a property of code points; they are put together as
 * current terminals do.
 */
export function graphemeWidth(grapheme: string): number {
  if (grapheme >= ' ' && grapheme <= '~' && grapheme.length === 1) return 1;
  if (grapheme.length === 1) return INVISIBLE.test(grapheme) ? 0 : codePointWidth(grapheme);
  emojiPattern ??= new RegExp(EMOJI, 'v');
  const emoji = emojiPattern.exec(grapheme) ?? JOINED_EMOJI.exec(grapheme);
  if (emoji) return 2 + strayModifiersWidth(grapheme.slice(emoji.index + emoji[0].length));
  // A syllable block is as wide as its first part, however many follow.
  if (HANGUL.test(grapheme)) return codePointWidth(grapheme) + strayModifiersWidth(grapheme.slice(1));
  let width = 0;
  for (const character of grapheme) {
    if (character === JOINER) break;
    if (!INVISIBLE.test(character)) width += codePointWidth(character);
  }
  return width;
}

// A skin tone that follows nothing it could apply to is shown as a patch of its own.
function strayModifiersWidth(text: string): number {
  return 2 * (text.match(STRAY_MODIFIER)?.length ?? 0);
}

function codePointWidth(character: string): number {
  const eaw = getEAWOfCodePoint(character.codePointAt(0) ?? 0);
  return eaw === 'W' || eaw === 'F' ? 2 : 1;
}
