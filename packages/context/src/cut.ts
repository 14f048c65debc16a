/** The most characters of a name or an attribute that leave the place where they were set. */
export const MAX_TEXT = 1_024;

/** `text` itself, or its two ends with the number of characters left out between them: `max` characters at most. */
export function cutText(text: string, max = MAX_TEXT): string {
  return text.length > max ? cutLongText(text, max) : text;
}

function cutLongText(text: string, max: number): string {
  const kept = max - `…[${text.length} characters]…`.length;
  const head = Math.ceil(kept / 2);
  const tail = text.length - (kept - head);
  const start = text.slice(0, splitsPair(text, head) ? head - 1 : head);
  const end = text.slice(splitsPair(text, tail) ? tail + 1 : tail);
  return `${start}…[${text.length - start.length - end.length} characters]…${end}`;
}

function splitsPair(text: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1));
}

/**
 * `list` itself, or its two ends with a marker between them: `max` entries in all. What lies between `from` and
 * `to`, which the marker stands for, is not looked at: an array may be sparse and enormous.
 */
export function cutMiddle<T, M>(
  list: readonly T[],
  max: number,
  marker: (from: number, to: number) => M,
): readonly (T | M)[] {
  if (list.length <= max) return list;
  const from = Math.floor(max / 2);
  const to = list.length - (max - 1 - from);
  return [...list.slice(0, from), marker(from, to), ...list.slice(to)];
}

/** Whether `value` can say how many of something were left out. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
