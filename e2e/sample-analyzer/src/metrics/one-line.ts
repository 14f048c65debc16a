/** Longest text taken over from analyzed source, in UTF-16 code units. */
const MAX_LENGTH = 200;

// Controls, line and paragraph separators, and the marks that reorder text on a terminal.
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;
const HALF_CHARACTER_AT_END = /[\uD800-\uDBFF]$/;

/** The first 200 code units of a text, no character cut in half. */
export function cut(text: string, length = MAX_LENGTH): string {
  return text.length > length ? text.slice(0, length).replace(HALF_CHARACTER_AT_END, '') : text;
}

/**
 * Makes text from a foreign file safe to show: one line, no control characters, cut like `cut`.
 */
export function oneLine(text: string): string {
  // What is far beyond the limit is not worth cleaning: a comment can be megabytes long.
  return cut(
    cut(text, 10 * MAX_LENGTH)
      .replace(UNPRINTABLE, ' ')
      .trim(),
  );
}
