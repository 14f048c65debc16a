import { invalidPattern } from './errors.js';
import { TextMatcher, readText } from './plain-text.js';
import type { Level, SpanRule } from './span-pattern.js';

const QUOTED = '"(?:[^"\\\\]|\\\\.)*"';

const LINE = new RegExp(
  `^(?<name>${QUOTED}|[^"{].*?)(?:\\s+\\{(?<attributes>.*)\\})?(?:\\s+[×x]\\s*(?<min>\\d+)(?<range>\\+|[-–](?<max>\\d+))?)?$`,
  's',
);
const ATTRIBUTE = new RegExp(
  `\\s*(?<key>${QUOTED}|[^\\s":,{}]+)\\s*:\\s*(?<value>${QUOTED}|[^",{}]*?)\\s*(?:,|$)`,
  'y',
);

interface Growing {
  readonly margin: string;
  readonly rules: SpanRule[];
  allowExtra: boolean;
}

/** Reads spans from indented text, see `SpanTreePattern`. */
export function parseSpanTree(text: string, allowExtra: boolean, isOpen: boolean): Level {
  const open: Growing[] = [];
  let top: Growing | undefined;
  text.split('\n').forEach((raw, index) => {
    const line = raw.trim();
    if (line === '') return;
    const margin = raw.slice(0, raw.length - raw.trimStart().length);
    const isBack = margin.length < (open.at(-1)?.margin.length ?? 0);
    while (open.length > 1 && margin.length < open.at(-1)!.margin.length) open.pop();
    let level = open.at(-1);
    if (
      level === undefined ||
      (margin.length > level.margin.length && margin.startsWith(level.margin) && !isBack)
    ) {
      const parent = level?.rules.at(-1);
      if (level && parent === undefined) throw fail(index, line, 'to be below a span');
      level = { margin, rules: [], allowExtra: parent ? allowExtra : isOpen };
      if (parent) (parent as { below: Level }).below = level;
      open.push(level);
      top ??= level;
    } else if (margin !== level.margin) {
      throw fail(index, line, 'to be indented as a line above it, by the same spaces or tabs');
    }
    if (line === '...' || line === '…') level.allowExtra = true;
    else level.rules.push(parseLine(line, index, allowExtra));
  });
  return top ?? { rules: [], allowExtra: isOpen };
}

function parseLine(line: string, index: number, allowExtra: boolean): SpanRule {
  const { name, attributes, min = '1', range, max = min } = LINE.exec(line)?.groups ?? {};
  if (name === undefined) throw fail(index, line, 'to be `name`, `name {attribute: value}` or `name × 3`');
  if (Number(min) > Number(max)) throw fail(index, line, 'to have a count that goes up');
  return {
    facts: {
      name: unquote(name, line, index),
      ...(attributes === undefined ? {} : { attributes: parseAttributes(attributes, line, index) }),
    },
    min: Number(min),
    max: range === '+' ? Infinity : Number(max),
    below: { rules: [], allowExtra },
  };
}

function parseAttributes(text: string, line: string, index: number): Record<string, TextMatcher> {
  const attributes: [string, TextMatcher][] = [];
  ATTRIBUTE.lastIndex = 0;
  while (ATTRIBUTE.lastIndex < text.length) {
    const { key, value } = ATTRIBUTE.exec(text)?.groups ?? {};
    if (key === undefined || value === undefined) {
      throw fail(index, line, 'to have attributes as `{name: value, other: "value, quoted"}`');
    }
    attributes.push([unquote(key, line, index), new TextMatcher(unquote(value, line, index))]);
  }
  return Object.fromEntries(attributes);
}

function unquote(text: string, line: string, index: number): string {
  try {
    return readText(text);
  } catch {
    throw fail(index, line, 'to have quotes as in JSON');
  }
}

function fail(index: number, line: string, expected: string): Error {
  return invalidPattern(`Expected line ${index + 1} of the pattern ${expected}, got "${line}"`);
}
