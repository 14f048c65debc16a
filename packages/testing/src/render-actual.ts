import { attributesOf } from './format-span-tree.js';
import { describeValue } from './matcher.js';
import { quoteName } from './plain-text.js';
import { isNamed } from './render-pattern.js';
import type { Level, SpanRule } from './span-pattern.js';
import type { SpanNode } from './span-tree.js';
import { differencesOf, hasName } from './tree-match.js';
import type { TreeMatch } from './tree-match.js';
import { TreeText, render } from './tree-text.js';
import type { TreeLine } from './tree-text.js';

const NO_RULES: Level = { rules: [], allowExtra: false };

/**
 * Spans as text, as like the text of the pattern as they can be: each in the place of the rule that it fits, or nearly
 * does, and with as much of it as the rule asks about.
 */
export function renderActual(match: TreeMatch, top: Level, roots: readonly SpanNode[]): string {
  const tree = new TreeText();
  const linesOf = (level: Level, spans: readonly SpanNode[]): TreeLine[] => {
    const { ruleOf } = match.assign(level, spans);
    const paired = spans.map((span, index) => ({ span, rule: ruleOf[index] ?? nearest(level, span) }));
    const shown = match.ordered ? paired : paired.toSorted((one, other) => one.rule - other.rule);
    return shown.map(({ span, rule: index }) => {
      const rule = level.rules[index];
      const text = quoteName(span.name) + (rule ? factsOf(rule, span) : '');
      return tree.line(text, linesOf(rule?.below ?? NO_RULES, span.children));
    });
  };
  return render(linesOf(top, roots));
}

/** The rule that a span seems to be meant by; after the last one for a span that no rule has the name of. */
function nearest({ rules }: Level, span: SpanNode): number {
  const same = rules.findIndex((rule) => differencesOf(rule, span).length === 0);
  if (same !== -1) return same;
  const named = rules.findIndex((rule) => hasName(rule, span));
  return named === -1 ? rules.length : named;
}

function factsOf({ facts }: SpanRule, span: SpanNode): string {
  const { attributes, status } = facts;
  const names =
    attributes === undefined ? [] : Object.keys(isNamed(attributes) ? attributes : span.attributes);
  const others = (['status', 'kind', 'events', 'links'] as const).filter((fact) => facts[fact] !== undefined);
  return [
    attributesOf(span, names),
    ...others.map((fact) => {
      const value = fact === 'status' ? asAsked(status, span.status) : span[fact];
      return ` [${fact}: ${describeValue(value)}]`;
    }),
  ].join('');
}

// A message that nobody asked about would only be noise.
function asAsked(asked: SpanRule['facts']['status'], { code, message }: SpanNode['status']): object {
  const isAsked = typeof asked !== 'object' || 'message' in asked || 'asymmetricMatch' in asked;
  return isAsked && message !== undefined ? { code, message } : { code };
}
