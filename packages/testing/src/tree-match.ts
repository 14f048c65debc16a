import { assign, followInOrder } from './assign.js';
import type { Assignment } from './assign.js';
import { compare } from './compare.js';
import type { Difference } from './compare.js';
import type { Level, SpanRule } from './span-pattern.js';
import type { SpanNode } from './span-tree.js';

/** Which spans fit which rules. Every pair is looked at once, so that no pattern takes exponential time. */
export class TreeMatch {
  readonly ordered: boolean;
  readonly #known = new Map<SpanRule, Map<SpanNode, boolean>>();

  constructor(ordered: boolean) {
    this.ordered = ordered;
  }

  /** Whether the spans are all that the level asks for, and, unless that is allowed, nothing else. */
  isMet(level: Level, spans: readonly SpanNode[]): boolean {
    const fitting = this.#fitting(level, spans);
    const due = level.allowExtra ? fitting.filter((rules) => rules.length > 0) : fitting;
    return this.ordered ? followInOrder(due, level.rules) : isComplete(assign(due, level.rules), level.rules);
  }

  /** Who gets which rule, as far as it goes and in any order. */
  assign(level: Level, spans: readonly SpanNode[]): Assignment {
    return assign(this.#fitting(level, spans), level.rules);
  }

  fits(rule: SpanRule, span: SpanNode): boolean {
    let known = this.#known.get(rule);
    if (!known) this.#known.set(rule, (known = new Map<SpanNode, boolean>()));
    let fits = known.get(span);
    if (fits === undefined) {
      fits = differencesOf(rule, span).length === 0 && this.isMet(rule.below, span.children);
      known.set(span, fits);
    }
    return fits;
  }

  #fitting({ rules }: Level, spans: readonly SpanNode[]): number[][] {
    return spans.map((span) => [...rules.keys()].filter((index) => this.fits(rules[index]!, span)));
  }
}

/** What differs of the span itself, whatever is below it: its name, or else the rest. */
export function differencesOf({ facts: { name, ...rest } }: SpanRule, span: SpanNode): readonly Difference[] {
  const { differences } = compare({ name }, span);
  // What a rule asks of its spans may well throw when it is asked of others.
  return differences.length > 0 ? differences : compare(rest, span).differences;
}

/** Whether the span has the name that the rule asks for. */
export function hasName({ facts: { name } }: SpanRule, span: SpanNode): boolean {
  return compare({ name }, span).differences.length === 0;
}

function isComplete({ ruleOf, counts }: Assignment, rules: readonly SpanRule[]): boolean {
  return !ruleOf.includes(undefined) && rules.every(({ min }, index) => counts[index]! >= min);
}
