import { mayMove, transferListOf } from '../transfer.js';
import type { Chunk } from './job.js';

/** Items that follow one another and wait to be sent. */
export type Range = Pick<Chunk, 'first' | 'items' | 'attempt' | 'losses'>;

/** What is moved and not copied can't be sent a second time, so it goes alone and shares nobody's fate. */
export function apart(range: Range): Range[] {
  const { first, items } = range;
  if (items.length === 1 || !mayMove()) return [range];
  const ranges: Range[] = [];
  let from = 0;
  const cut = (to: number) => {
    if (to > from) ranges.push({ ...range, first: first + from, items: items.slice(from, to) });
    from = to;
  };
  items.forEach((item, offset) => {
    if (transferListOf([item]) === undefined) return;
    cut(offset);
    cut(offset + 1);
  });
  if (ranges.length === 0) return [range];
  cut(items.length);
  return ranges;
}
