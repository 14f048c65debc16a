import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';

// What the name of a file is mostly made of: next to it, a path goes on.
const NAME = String.raw`\p{L}\p{N}\p{M}_@+%~$\-`;
// A path also starts right behind a short option (-I/home/ada), an escaped line break and a colour.
const START = String.raw`(?:(?<![${NAME}.])|(?<=(?:^|[\s'"])-[A-Za-z])|(?<=\\[nrt])|(?<=\u001b\[[\d;]{0,20}m))`;
const END = String.raw`(?!(?!%(?:2F|5C))[${NAME}]|\.[${NAME}])`;
const FILE_URL = String.raw`(?:file:(?:\/\/(?:localhost)?)?(?:\/(?=[a-z]:))?)?`;

/** Gives the home directory of the user as `~`, wherever it stands in a text as a whole path or the start of one. */
export type HideHome = (text: string) => string;

/** Reads where home is, and where it really is when that is a link. `/` is nobody's home. Never throws. */
export function createHideHome(): HideHome {
  const patterns = homes().flatMap(patternOf);
  return (text) => patterns.reduce((clean, pattern) => clean.replace(pattern, '~'), text);
}

function homes(): string[] {
  const home = attempt(homedir);
  if (home === undefined) return [];
  const real = attempt(() => realpathSync(home));
  return [...new Set(real === undefined ? [home] : [real, home])].sort((a, b) => b.length - a.length);
}

function patternOf(home: string): RegExp[] {
  const isWindows = /^(?:[a-z]:[\\/]|\\\\)/i.test(home);
  if (!isWindows && !home.startsWith('/')) return [];
  const parts = home.split(isWindows ? /[\\/]+/ : /\/+/).filter((part) => part !== '');
  const drive = isWindows && /^[a-z]:$/i.test(parts[0] ?? '') ? parts.shift() : undefined;
  if (parts.length === 0) return [];
  const separator = isWindows ? String.raw`(?:[\\/]{1,4}|%5C|%2F)` : String.raw`(?:\/{1,4}|%2F)`;
  const path = parts
    .map((part, index) => (index > 0 || isWindows ? separator : '(?:\\/|%2F)') + either(part))
    .join('');
  return [new RegExp(START + FILE_URL + (drive ? either(drive) : '') + path + END, isWindows ? 'giu' : 'gu')];
}

// As it is, and as it is in a URL.
function either(part: string): string {
  const text = Buffer.from(part).toString(); // without halves of characters, which can't be encoded
  const forms = [part, encodeURI(text), encodeURIComponent(text)];
  return `(?:${[...new Set(forms)].map(escapeRegExp).join('|')})`;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
