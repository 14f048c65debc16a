import { types } from 'node:util';
import { describeValue } from './matcher.js';
import { quoteKey, quoteName, quoteValue } from './plain-text.js';
import type { Level, SpanRule } from './span-pattern.js';

const OTHER_FACTS = ['status', 'kind', 'events', 'links'] as const;

/** A pattern as text. Where all may have extra spans, none is said to. */
export function renderPattern(level: Level, allowExtra: boolean): string {
  const linesOf = ({ rules, allowExtra: isOpen }: Level, indent: string): string[] => {
    const lines = rules.flatMap((rule) => [
      `${indent}${ruleName(rule)}${factsOf(rule)}${countOf(rule)}`,
      ...linesOf(rule.below, `${indent}  `),
    ]);
    return isOpen && !allowExtra ? [...lines, `${indent}...`] : lines;
  };
  return linesOf(level, '').join('\n');
}

export function ruleName({ facts: { name } }: SpanRule): string {
  return typeof name === 'string' ? quoteName(name) : describeValue(name);
}

function factsOf({ facts }: SpanRule): string {
  const { attributes } = facts;
  const named = isNamed(attributes) ? Object.entries(attributes) : undefined;
  const inBraces = named?.map(([key, value]) => `${quoteKey(key)}: ${valueOf(value)}`).join(', ');
  const shown = inBraces ?? (attributes === undefined ? undefined : describeValue(attributes));
  const others = OTHER_FACTS.filter((fact) => facts[fact] !== undefined);
  return [
    ...(shown === undefined ? [] : [` {${shown}}`]),
    ...others.map((fact) => ` [${fact}: ${describeValue(facts[fact])}]`),
  ].join('');
}

/** Whether attributes are given by their names, and not by one matcher for all. */
export function isNamed(attributes: unknown): attributes is Readonly<Record<string, unknown>> {
  return typeof attributes === 'object' && attributes !== null && !('asymmetricMatch' in attributes);
}

function valueOf(value: unknown): string {
  const isPlain = typeof value !== 'function' && (typeof value !== 'object' || Array.isArray(value));
  return isPlain && !types.isRegExp(value) ? quoteValue(value) : describeValue(value);
}

function countOf({ min, max }: SpanRule): string {
  if (min === max) return min === 1 ? '' : ` × ${min}`;
  return max === Infinity ? ` × ${min}+` : ` × ${min}-${max}`;
}
