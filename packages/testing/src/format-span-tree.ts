import { quoteKey, quoteName, quoteValue } from './plain-text.js';
import { spanTree } from './span-tree.js';
import type { SpanNode, SpanSource } from './span-tree.js';

export interface FormatOptions {
  /** The attributes to show, where a span has them. Default: none. */
  readonly attributes?: readonly string[] | undefined;
  /**
   * The order of siblings: as they `'start'`ed, or by `'name'`, and attributes, which does not change with the
   * scheduling of workers and so is the one for snapshots. Default: `'start'`.
   */
  readonly sort?: 'start' | 'name' | undefined;
}

/**
 * The tree of finished spans as indented text. Siblings that look the same, with all that is below them, are one line
 * with a count. It is a pattern for `expectSpanTree`, too.
 *
 * @throws TestingError `INVALID_ARGUMENT`
 */
export function formatSpanTree(
  source: SpanSource,
  { attributes = [], sort = 'start' }: FormatOptions = {},
): string {
  const blockOf = (node: SpanNode): string[] => [
    quoteName(node.name) + attributesOf(node, attributes),
    ...blocksOf(node.children).map((line) => `  ${line}`),
  ];
  const blocksOf = (nodes: readonly SpanNode[]): string[] => {
    const blocks = nodes.map(blockOf);
    return collapse(sort === 'start' ? blocks : blocks.toSorted(byText)).flat();
  };
  return blocksOf(spanTree(source)).join('\n');
}

/** Blocks of lines, each once, with a count on the first line of those that were there several times. */
export function collapse(blocks: readonly (readonly string[])[]): string[][] {
  const groups = new Map<string, { readonly lines: readonly string[]; count: number }>();
  for (const lines of blocks) {
    const key = lines.join('\n');
    const group = groups.get(key);
    if (group) group.count += 1;
    else groups.set(key, { lines, count: 1 });
  }
  return [...groups.values()].map(({ lines: [first = '', ...rest], count }) => [
    count === 1 ? first : `${first} × ${count}`,
    ...rest,
  ]);
}

/** `names` of the attributes of a span, in braces. */
export function attributesOf({ attributes }: SpanNode, names: Iterable<string>): string {
  const shown = [...names].filter((name) => attributes[name] !== undefined);
  if (shown.length === 0) return '';
  return ` {${shown.map((name) => `${quoteKey(name)}: ${quoteValue(attributes[name])}`).join(', ')}}`;
}

function byText(one: readonly string[], other: readonly string[]): number {
  const [a, b] = [one.join('\n'), other.join('\n')];
  return a < b ? -1 : Number(a > b);
}
