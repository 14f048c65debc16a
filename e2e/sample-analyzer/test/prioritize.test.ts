import fc from 'fast-check';
import { prioritize } from '../dist/prioritize.js';
import type { DebtItem } from '../src/score.js';

function item(score: number, path = 'a.js', line = 1, name = 'f', value = 11): DebtItem {
  return { path, line, name, score, reasons: [{ metric: 'cyclomatic', value, weight: 1, points: score }] };
}

describe('prioritize', () => {
  it('puts the worst first', () => {
    expect(prioritize([item(1), item(3), item(2)]).map(({ score }) => score)).toEqual([3, 2, 1]);
  });

  it('orders equal scores by path, line and name', () => {
    const sorted = [
      item(1, 'a.js', 1),
      item(1, 'a.js', 2, 'f'),
      item(1, 'a.js', 2, 'g'),
      item(1, 'a.js', 10),
      item(1, 'b.js', 1),
    ];
    expect(prioritize([...sorted].reverse())).toEqual(sorted);
  });

  it('compares code units, as no locale does', () => {
    const paths = ['B.js', 'a-b.js', 'a.js', 'aB.js', 'ab.js', 'z.js', 'ä.js'];
    const items = [...paths].reverse().map((path) => item(1, path));
    expect(prioritize(items).map(({ path }) => path)).toEqual(paths);
  });

  it('leaves its argument as it is', () => {
    const items = Object.freeze([item(1), item(2)]);
    expect(prioritize(items)).not.toBe(items);
    expect(items[0]).toEqual(item(1));
  });

  it('brings the same items into the same order, however they come in', () => {
    const few = fc.integer({ min: 1, max: 3 });
    const letter = fc.constantFrom('a', 'B', 'ä');
    const anyItem = fc.tuple(few, letter, few, letter, few).map((parts) => item(...parts));
    const twice = fc
      .array(anyItem, { maxLength: 30 })
      .chain((items) =>
        fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })),
      );
    fc.assert(
      fc.property(twice, ([items, shuffled]) => {
        expect(prioritize(shuffled)).toEqual(prioritize(items));
      }),
    );
  });
});
