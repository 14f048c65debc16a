import { getEAWOfCodePoint } from 'meaw';

const ASCII = /^[\x20-\x7e]*$/;
// Long parts that need no segmenter, whose time grows with the square of the length. The characters at their edges
// may belong to what stands beside them.
const ASCII_RUNS = /(?<=[\x20-\x7e])([\x20-\x7e]{16,})(?=[\x20-\x7e])/;
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
export function graphemes(text: string): string[] {
  if (ASCII.test(text)) return [...text];
  return text.split(ASCII_RUNS).flatMap((part) => (ASCII.test(part) ? [...part] : segments(part)));
}

function segments(text: string): string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
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
