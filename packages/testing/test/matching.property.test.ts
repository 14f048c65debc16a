import fc from 'fast-check';
import { expectSpanTree } from '@threadspan/testing';
import type { SpanPattern, SpanTreeOptions } from '@threadspan/testing';
import { finishedSpans } from './finished-span';
import type { Tree } from './finished-span';

// Names that RegExps overlap on, so that a greedy matching goes wrong.
const NAMES = ['a', 'ab', 'abc', 'b'];
const NAME_PATTERNS = [...NAMES, /a/, /b/, /^ab/, /./];

const treesTo = (depth: number): fc.Arbitrary<Tree[]> => {
  const below = depth > 1 ? treesTo(depth - 1) : fc.constant([]);
  return fc.array(fc.record({ name: fc.constantFrom(...NAMES), below }), { maxLength: depth === 3 ? 4 : 3 });
};

const count = fc.oneof(
  fc.constant(1),
  fc.nat(2),
  fc.tuple(fc.nat(2), fc.nat(2)).map(([min, more]) => ({ min, max: min + more })),
  fc.nat(2).map((min) => ({ min })),
);

const patternsTo = (depth: number): fc.Arbitrary<SpanPattern[]> => {
  const pattern = fc.record({
    name: fc.constantFrom(...NAME_PATTERNS),
    count,
    allowExtra: fc.option(fc.boolean(), { nil: undefined }),
    children: depth > 1 ? patternsTo(depth - 1) : fc.constant([]),
  });
  return fc.array(pattern, { maxLength: 3 });
};

interface Mode {
  readonly ordered: boolean;
  readonly allowExtra: boolean;
}

/** Tries every way to give spans to patterns. */
function isMetByBruteForce(
  rules: readonly SpanPattern[],
  spans: readonly Tree[],
  open: boolean,
  options: Mode,
): boolean {
  const fits = (rule: SpanPattern, span: Tree) =>
    (rule.name instanceof RegExp ? rule.name.test(span.name) : rule.name === span.name) &&
    isMetByBruteForce(
      rule.children as SpanPattern[],
      span.below ?? [],
      rule.allowExtra ?? options.allowExtra,
      options,
    );
  const fitting = spans.map((span) => [...rules.keys()].filter((index) => fits(rules[index]!, span)));
  const due = open ? fitting.filter((indices) => indices.length > 0) : fitting;
  const attempt = (position: number, taken: readonly number[]): boolean => {
    if (position < due.length) return due[position]!.some((rule) => attempt(position + 1, [...taken, rule]));
    const isSorted = taken.every((rule, index) => index === 0 || taken[index - 1]! <= rule);
    return (!options.ordered || isSorted) && rules.every((rule, index) => isCount(rule, taken, index));
  };
  return attempt(0, []);
}

function isCount({ count: wanted = 1 }: SpanPattern, taken: readonly number[], rule: number): boolean {
  const found = taken.filter((other) => other === rule).length;
  if (typeof wanted === 'number') return found === wanted;
  return found >= (wanted.min ?? 0) && found <= (wanted.max ?? Infinity);
}

function isMet(rules: readonly SpanPattern[], spans: readonly Tree[], options: SpanTreeOptions): boolean {
  try {
    expectSpanTree(finishedSpans(spans)).toMatch(rules, options);
    return true;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code !== 'ERR_ASSERTION') throw error;
    // Each failure has a reason that can be named.
    expect(message).toMatch(
      options.ordered
        ? /\n(missing|different|unexpected|too many|in another order): /
        : /\n(missing|different|unexpected|too many): /,
    );
    return false;
  }
}

const modes = [false, true].flatMap((ordered) =>
  [false, true].map((allowExtra) => ({ ordered, allowExtra })),
);

it.each(modes)('a tree matches exactly if some way to match it exists: %o', (options) => {
  let met = 0;
  fc.assert(
    fc.property(patternsTo(2), treesTo(2), (rules, spans) => {
      const expected = isMetByBruteForce(rules, spans, options.allowExtra, options);
      if (expected && spans.length > 0) met += 1;
      expect(isMet(rules, spans, options)).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
  // Both answers are tried.
  expect(met).toBeGreaterThan(0);
});

/** A pattern that fits the trees: each span as it is, or as something vaguer, and alike ones counted. */
function vaguePatterns(spans: readonly Tree[], vague: readonly boolean[]): SpanPattern[] {
  return spans.map(({ name, below = [] }, index) => ({
    name: vague[index % vague.length] ? new RegExp(name[0]!) : name,
    children: vaguePatterns(below, vague.toReversed()),
  }));
}

const booleans = fc.array(fc.boolean(), { minLength: 1, maxLength: 5 });

it('a pattern made of a tree matches it, whatever the order of siblings, and not with one span more', () => {
  fc.assert(
    fc.property(treesTo(3), booleans, fc.infiniteStream(fc.nat()), (spans, vague, random) => {
      const rules = shuffled(vaguePatterns(spans, vague), random);
      expect(isMet(rules, spans, {})).toBe(true);
      expect(isMet(rules, [...spans, { name: 'a' }], {})).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});

function shuffled(rules: readonly SpanPattern[], random: Iterator<number>): SpanPattern[] {
  return rules
    .map((rule) => ({ rule, key: random.next().value as number }))
    .toSorted((one, other) => one.key - other.key)
    .map(({ rule }) => ({ ...rule, children: shuffled(rule.children as SpanPattern[], random) }));
}

it('wide trees with patterns that all overlap are matched, and refused, without trying every way', () => {
  const spans = Array.from({ length: 3_000 }, (_, index) => ({ name: `a${index % 30}` }));
  const rules = Array.from({ length: 30 }, (_, index) => ({
    name: new RegExp(`^a\\d?${index % 10}$|^a${index}$`),
    count: 100,
  }));
  expect(isMet(rules, spans, {})).toBe(true);
  expect(isMet(rules, [...spans.slice(1), { name: 'a1' }], {})).toBe(false);
});

it.each([
  { ordered: false, counts: [30_000, 30_000] },
  { ordered: true, counts: [{ min: 1 }, { min: 1 }] },
])('tens of thousands of spans are given to rules that all of them fit: %o', ({ ordered, counts }) => {
  const spans = Array.from({ length: 60_000 }, () => ({ name: 'a' }));
  const rules = counts.map((count) => ({ name: 'a', count }));
  expect(isMet(rules, spans, { ordered })).toBe(true);
});
