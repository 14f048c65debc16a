/**
 * What a report that is read may hold. All that is collected is far below; a file that somebody made up must not keep
 * its reader busy. All but the first three are part of the JSON Schema too.
 */
export const LIMITS = {
  /** Bytes of a file, or characters of a text that is parsed. */
  size: 20_000_000,
  /** How deep causes and aggregated errors may be nested. */
  depth: 64,
  /** Objects and entries of lists in all. */
  parts: 100_000,
  /** Entries of one list; attributes of one span; fields of one error. */
  entries: 1_000,
  /** Characters of one text, or of the name of an attribute or a field. */
  text: 10_000,
  /** Characters of one stack. */
  stack: 500_000,
  /** Up to which lines and columns of files are counted. */
  position: 2 ** 31 - 1,
  /** The same for a column in an excerpt, whose lines are cut. */
  excerptColumn: 10_000,
} as const;
