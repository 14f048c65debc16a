import { inspect } from 'node:util';

// How names and values of attributes are written in the text of a tree, and read from it.

/** A text as it is, or in quotes where it would be read as something else. */
export function quoteName(name: string): string {
  const isPlain =
    /^[^\s"{]/.test(name) &&
    !/[\n\r\u2028\u2029]|\s\{|\s[×x]\s*\d|\s$/.test(name) &&
    !/^(\.\.\.|…)$/.test(name);
  return isPlain ? name : JSON.stringify(name);
}

export function quoteKey(key: string): string {
  return /^[^\s":,{}]+$/.test(key) ? key : JSON.stringify(key);
}

export function quoteValue(value: unknown): string {
  const text = textOf(value);
  return /^[^\s",{}]([^\n\r\u2028\u2029",{}]*[^\s",{}])?$/.test(text) ? text : JSON.stringify(text);
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
