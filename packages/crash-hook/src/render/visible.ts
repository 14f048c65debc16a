// Controls, lone surrogates, line separators, blank letters (Hangul fillers), and format characters (bidi overrides,
// zero-width spaces, tags), of which only the two joiners are text.
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]|(?![\u200c\u200d])\p{Cf}/gu;
const NOT_ASCII = /[^\x20-\x7e]/gu;
// What GitHub Actions, Azure Pipelines and TeamCity obey wherever it stands in a log, as in "##[add-mask]".
const LOG_COMMAND = /#(?=#\w{0,20}\[)/g;
// What GitHub Actions obeys behind nothing but white space, as in "::set-env name=PATH::".
const LINE_COMMAND = /^(\s*):(?=:)/;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * One line in which nothing acts on a terminal or a build: what would is written as an escape. `ascii` escapes all else
 * too.
 */
export function visible(text: string, ascii: boolean): string {
  return text.replace(ascii ? NOT_ASCII : UNSAFE, escape).replace(LOG_COMMAND, escape);
}

/** A line as it may stand in the log of a build. */
export function withoutCommand(line: string): string {
  return line.replace(LINE_COMMAND, (_, indent: string) => indent + escape(':'));
}

/** The same for text whose line breaks and tabs mean something. */
export function visibleLines(text: string, ascii: boolean): string[] {
  return text.split(/\r\n|\n|\r/).map((line) => visibleCode(line, ascii));
}

/** The same for one line of code, in which tabs are space. */
export function visibleCode(line: string, ascii: boolean): string {
  return visible(line.replaceAll('\t', '    '), ascii);
}

function escape(character: string): string {
  const hex = character.codePointAt(0)?.toString(16) ?? '';
  return SHORT[character] ?? (hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`);
}
