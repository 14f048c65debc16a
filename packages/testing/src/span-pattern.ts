import type { Attributes } from '@opentelemetry/api';
import { invalidPattern } from './errors.js';
import { describeValue, isMatcher } from './matcher.js';
import type { Expected, Matcher } from './matcher.js';
import { parseSpanTree } from './parse-span-tree.js';
import type { SpanNode } from './span-tree.js';

/** What a span is expected to be, and what is below it. */
export interface SpanPattern {
  readonly name: string | RegExp | Matcher<string>;
  /** Attributes that are not named here may be there. */
  readonly attributes?: Expected<Attributes> | undefined;
  /** `'UNSET'`, `'OK'` or `'ERROR'`, or an object with a `message`, too. */
  readonly status?: SpanNode['status']['code'] | Expected<SpanNode['status']> | undefined;
  readonly kind?: SpanNode['kind'] | Matcher<SpanNode['kind']> | undefined;
  /** All of them, in their order. */
  readonly events?: Expected<SpanNode['events']> | undefined;
  /** All of them, in their order. */
  readonly links?: Expected<SpanNode['links']> | undefined;
  /** How many such spans there are side by side. Default: 1. */
  readonly count?: number | { readonly min?: number; readonly max?: number } | undefined;
  /** The spans right below it. Default: none. */
  readonly children?: SpanTreePattern | undefined;
  /** Whether spans that fit none of `children` may be there as well. Default: that of the whole expectation. */
  readonly allowExtra?: boolean | undefined;
}

/**
 * Spans side by side, as objects or as text: a span per line, those below it indented.
 *
 * ```
 * unified_analysis
 *   parsing {files: 3}
 *     process_file × 3
 *   debt_scoring
 *     ...
 * ```
 *
 * `{name: value, …}` names attributes, by their text; others may be there. `× 3` says how many such spans there are,
 * `× 2+` at least, `× 2-4` from and to; an `x` will do. `...` allows spans that no other line there fits, with all
 * that is below them. What would be misread stands in double quotes, as JSON has them: names with a space and a brace,
 * values with a comma.
 */
export type SpanTreePattern = string | SpanPattern | readonly (string | SpanPattern)[];

/** A pattern that has been read. */
export interface SpanRule {
  readonly facts: SpanFacts;
  readonly min: number;
  readonly max: number;
  readonly below: Level;
}

/** The rules for spans side by side. */
export interface Level {
  readonly rules: readonly SpanRule[];
  readonly allowExtra: boolean;
}

export type SpanFacts = Pick<SpanPattern, 'name' | 'attributes' | 'status' | 'kind' | 'events' | 'links'>;

/**
 * @param allowExtra for all levels that do not say otherwise
 * @param isOpen for the uppermost one
 * @throws TestingError `INVALID_PATTERN`
 */
export function readPattern(pattern: SpanTreePattern, allowExtra: boolean, isOpen = allowExtra): Level {
  const parts = isList(pattern) ? pattern : [pattern];
  const levels = parts.map((part) => {
    return typeof part === 'string'
      ? parseSpanTree(part, allowExtra, isOpen)
      : { rules: [readRule(part, allowExtra)], allowExtra: isOpen };
  });
  return {
    rules: levels.flatMap(({ rules }) => rules),
    allowExtra: isOpen || levels.some((level) => level.allowExtra),
  };
}

function readRule(pattern: SpanPattern, allowExtra: boolean): SpanRule {
  if (typeof pattern !== 'object' || pattern === null || !isName(pattern.name)) {
    throw invalidPattern(
      'Expected a pattern to be a text, or an object with the `name` of a span (a string, a RegExp, a matcher), got ' +
        describeValue(pattern),
    );
  }
  const { count = 1, children = [], allowExtra: isOpen = allowExtra, status, ...rest } = pattern;
  const facts = { ...rest, ...(status === undefined ? {} : { status: readStatus(status) }) };
  return { facts, ...readCount(count), below: readPattern(children, allowExtra, isOpen) };
}

function readStatus(status: NonNullable<SpanPattern['status']>): NonNullable<SpanPattern['status']> {
  return typeof status === 'string' ? { code: status } : status;
}

function readCount(count: NonNullable<SpanPattern['count']>): { min: number; max: number } {
  const range = typeof count === 'object' ? count : { min: count, max: count };
  const { min = 0, max = Infinity } = range ?? { min: NaN };
  const isWhole = (value: number) => Number.isInteger(value) && value >= 0;
  if (isWhole(min) && (max === Infinity || isWhole(max)) && min <= max) return { min, max };
  throw invalidPattern(
    `Expected \`count\` to be an integer from 0, or { min, max } of such, got ${describeValue(count)}`,
  );
}

function isName(name: unknown): boolean {
  return (
    typeof name === 'string' || Object.prototype.toString.call(name) === '[object RegExp]' || isMatcher(name)
  );
}

function isList(pattern: SpanTreePattern): pattern is readonly (string | SpanPattern)[] {
  return Array.isArray(pattern);
}
