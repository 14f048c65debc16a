import fc from 'fast-check';
import { expectSpanTree, formatSpanTree } from '@threadspan/testing';
import type { SpanTreePattern } from '@threadspan/testing';
import { thrownBy } from '../../../tools/jest/support/thrown-by';
import { failureOf } from './failure-of';
import { finishedSpan, finishedSpans } from './finished-span';
import type { Tree } from './finished-span';

const ODD_NAMES = [
  'a',
  'GET /users/{id}',
  'GET {id}',
  'a × 3',
  'a x 3',
  '...',
  '…',
  ' a ',
  '"a"',
  '{',
  '',
  'a\nb',
  '× 2',
  '0×1 a',
  'a\u001b[2J\u202eb',
  '\ud800',
];
const ODD_VALUES = [
  'a.ts',
  'a, b',
  '{a}',
  '"',
  '',
  ' ',
  'C:\\a.ts',
  'a: b',
  'true',
  '1',
  1,
  -0.5,
  true,
  ['a', 'b'],
  [1],
];

const text = (odd: readonly string[]) => fc.oneof(fc.constantFrom(...odd), fc.string({ unit: 'grapheme' }));
const attributes = fc.dictionary(
  text(['file.path', 'a b', 'a:b', '{', '', '__proto__', 'constructor']),
  fc.oneof(fc.constantFrom(...ODD_VALUES), fc.string({ unit: 'grapheme' })),
  { maxKeys: 3, noNullPrototype: true },
);

const treesTo = (depth: number): fc.Arbitrary<Tree[]> => {
  const below = depth > 1 ? treesTo(depth - 1) : fc.constant([]);
  return fc.array(fc.record({ name: text(ODD_NAMES), attributes, below }), { maxLength: 3 });
};

const namesOf = (trees: readonly Tree[]): string[] =>
  trees.flatMap((tree) => [...Object.keys(tree.attributes ?? {}), ...namesOf(tree.below ?? [])]);

it.each(['start', 'name'] as const)(
  'the text of any spans, sorted by %s, is a pattern that they match',
  (sort) => {
    fc.assert(
      fc.property(treesTo(3), (trees) => {
        const spans = finishedSpans(trees);
        const shown = [...new Set(namesOf(trees))];
        expectSpanTree(spans).toMatch(formatSpanTree(spans, { attributes: shown, sort }));
      }),
      { numRuns: 1_000 },
    );
  },
);

it('the text of spans that are 1,000 levels deep is a pattern that they match', () => {
  const spans = [finishedSpan('level', { id: '0' })];
  for (let id = 1; id < 1_000; id += 1) {
    spans.push(finishedSpan(`level ${id}`, { id: `${id}`, parent: spans.at(-1) }));
  }
  expectSpanTree(spans).toMatch(formatSpanTree(spans));
});

describe('the text of a pattern', () => {
  const spans = finishedSpans([
    {
      name: 'root',
      below: [{ name: 'file', attributes: { n: 3, ok: true, text: 'a, b' } }, { name: 'file' }],
    },
  ]);

  it.each([
    'root\n  file × 2',
    '\n\n      root\n\n          file\n          file\n\n',
    'root\n\tfile x2',
    'root\n  file × 1–5',
    'root\r\n  file ×2\r\n',
    '"root"\n  file {n: 3, ok: true, text: "a, b"}\n  file',
    'root\n  file {"n":"3"}\n  file',
    'root\n  …',
  ])('is read as it looks: %j', (pattern) => {
    expectSpanTree(spans).toMatch(pattern);
  });

  it.each<[SpanTreePattern, string]>([
    [
      'a\n    b\n  c',
      'Expected line 3 of the pattern to be indented as a line above it, by the same spaces or tabs, got "c"',
    ],
    [
      '  a\nb',
      'Expected line 2 of the pattern to be indented as a line above it, by the same spaces or tabs, got "b"',
    ],
    [
      'a\n\tb\n  c',
      'Expected line 3 of the pattern to be indented as a line above it, by the same spaces or tabs, got "c"',
    ],
    ['a\n  ...\n    b', 'Expected line 3 of the pattern to be below a span, got "b"'],
    [
      '{a: 1}',
      'Expected line 1 of the pattern to be `name`, `name {attribute: value}` or `name × 3`, got "{a: 1}"',
    ],
    ['"a', 'Expected line 1 of the pattern to be `name`, `name {attribute: value}` or `name × 3`, got ""a"'],
    ['"\\q"', 'Expected line 1 of the pattern to have quotes as in JSON, got ""\\q""'],
    [
      'GET {id}',
      'Expected line 1 of the pattern to have attributes as `{name: value, other: "value, quoted"}`, got "GET {id}"',
    ],
    ['a × 3-1', 'Expected line 1 of the pattern to have a count that goes up, got "a × 3-1"'],
    [{ name: 'a', count: -1 }, 'Expected `count` to be an integer from 0, or { min, max } of such, got -1'],
    [
      { name: 'a', count: { min: 2, max: 1 } },
      'Expected `count` to be an integer from 0, or { min, max } of such, got { min: 2, max: 1 }',
    ],
    [
      { name: 'a', count: '3' as never },
      "Expected `count` to be an integer from 0, or { min, max } of such, got '3'",
    ],
    [
      { name: 'a', count: null as never },
      'Expected `count` to be an integer from 0, or { min, max } of such, got null',
    ],
    [
      {} as never,
      'Expected a pattern to be a text, or an object with the `name` of a span (a string, a RegExp, a matcher), got {}',
    ],
    [
      null as never,
      'Expected a pattern to be a text, or an object with the `name` of a span (a string, a RegExp, a matcher), got null',
    ],
  ])('that can not be read is refused: %j', (pattern, message) => {
    expect(thrownBy(() => expectSpanTree(spans).toMatch(pattern))).toMatchObject({
      name: 'TestingError',
      code: 'INVALID_PATTERN',
      message,
    });
  });
});

it('an attribute of a pattern may be named __proto__', () => {
  const spans = [finishedSpan('odd', { id: '1' })];
  expect(failureOf(() => expectSpanTree(spans).toMatch('odd {__proto__: 5}')).message).toContain(
    'different: odd at the top: attributes.__proto__: expected 5, got undefined',
  );
});

it('a failure names a span in one line, whatever its name is', () => {
  const spans = [finishedSpan('a\nb', { id: '1' })];
  expect(failureOf(() => expectSpanTree(spans).toMatch('')).message).toContain(
    'unexpected: "a\\nb" at the top',
  );
});
