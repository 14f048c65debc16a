import type { Difference } from './compare.js';
import { describeValue } from './matcher.js';
import { quoteName } from './plain-text.js';
import { ruleName } from './render-pattern.js';
import type { Level, SpanRule } from './span-pattern.js';
import type { SpanNode } from './span-tree.js';
import { differencesOf, hasName } from './tree-match.js';
import type { TreeMatch } from './tree-match.js';

/** Says where spans that do not meet `level` go wrong first: "missing: b under a (got 2 of 3)". */
export function firstDifference(
  match: TreeMatch,
  level: Level,
  spans: readonly SpanNode[],
  path: readonly string[] = [],
): string {
  const { ruleOf, counts } = match.assign(level, spans);
  const left = spans.filter((_, index) => ruleOf[index] === undefined);
  const lacking = level.rules.filter(({ min }, index) => counts[index]! < min);
  const where = path.length === 0 ? 'at the top' : `under ${path.join(' > ')}`;

  for (const rule of lacking) {
    const near = left.find((span) => differencesOf(rule, span).length === 0);
    if (near) return firstDifference(match, rule.below, near.children, [...path, quoteName(near.name)]);
  }
  for (const rule of lacking) {
    const near = left.find((span) => hasName(rule, span));
    if (near)
      return `different: ${quoteName(near.name)} ${where}: ${describeDifferences(differencesOf(rule, near))}`;
  }
  const [missing] = lacking;
  if (missing)
    return `missing: ${ruleName(missing)} ${where} ${got(missing, counts[level.rules.indexOf(missing)]!)}`;

  const unexpected = left.find((span) => !level.allowExtra || ruleFor(match, level, span));
  if (!unexpected) return `in another order: the spans ${where}`;
  const full = ruleFor(match, level, unexpected);
  if (!full) return `unexpected: ${quoteName(unexpected.name)} ${where}`;
  const count = spans.filter((span) => match.fits(full, span)).length;
  return `too many: ${quoteName(unexpected.name)} ${where} ${got(full, count)}`;
}

export function describeDifferences(differences: readonly Difference[]): string {
  return differences
    .map(({ path, expected, actual }) => {
      const sides = `expected ${describeValue(expected)}, got ${describeValue(actual)}`;
      return path === '' ? sides : `${path}: ${sides}`;
    })
    .join('; ');
}

function ruleFor(match: TreeMatch, { rules }: Level, span: SpanNode): SpanRule | undefined {
  return rules.find((rule) => match.fits(rule, span));
}

function got({ min, max }: SpanRule, count: number): string {
  if (min === max) return `(got ${count} of ${min})`;
  return max === Infinity ? `(got ${count} of at least ${min})` : `(got ${count} of ${min} to ${max})`;
}
