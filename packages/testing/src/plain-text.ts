import { inspect } from 'node:util';

// How names and values of attributes are written in the text of a tree, and read from it.

/** A text as it is, or in quotes where it would be read as something else. */
export function quoteName(name: string): string {
  const isPlain = /^[^\s"{]/.test(name) && !/\s\{|\s[×x]\s*\d|\s$/.test(name) && !/^(\.\.\.|…)$/.test(name);
  return isPlain ? quoteUnseen(name) : quote(name);
}

export function quoteKey(key: string): string {
  return /^[^\s":,{}]+$/.test(key) ? quoteUnseen(key) : quote(key);
}

export function quoteValue(value: unknown): string {
  const text = textOf(value);
  return /^[^\s",{}]([^",{}]*[^\s",{}])?$/.test(text) ? quoteUnseen(text) : quote(text);
}

// Line ends, and what a terminal would obey: escapes, changes of the direction of writing. And halves of characters.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

function quoteUnseen(text: string): string {
  return UNSEEN.test(text) ? quote(text) : text;
}

/** In quotes, as JSON has them, and with an escape for whatever can't be seen. */
function quote(text: string): string {
  const escape = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(text).replace(new RegExp(UNSEEN, 'gu'), (character) =>
    character.split('').map(escape).join(''),
  );
}

export function readText(text: string): string {
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}

/** An attribute of a text pattern: whatever reads the same. */
export class TextMatcher {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  asymmetricMatch(value: unknown): boolean {
    return value !== undefined && textOf(value) === this.#text;
  }

  toAsymmetricMatcher(): string {
    return quoteValue(this.#text);
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : inspect(value);
}
