import { quoteKey, quoteName, quoteValue } from './plain-text.js';
import { spanTree } from './span-tree.js';
import type { SpanNode, SpanSource } from './span-tree.js';
import { TreeText, compareLines, render } from './tree-text.js';
import type { TreeLine } from './tree-text.js';

/** What is shown of the spans of a tree, and in which order. */
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
  const tree = new TreeText();
  const linesOf = (nodes: readonly SpanNode[]): TreeLine[] => {
    const lines = nodes.map((node) => {
      return tree.line(quoteName(node.name) + attributesOf(node, attributes), linesOf(node.children));
    });
    return sort === 'start' ? lines : lines.toSorted(compareLines);
  };
  return render(linesOf(spanTree(source)));
}

/** `names` of the attributes of a span, in braces. */
export function attributesOf({ attributes }: SpanNode, names: Iterable<string>): string {
  const shown = [...names].filter(
    (name) => Object.hasOwn(attributes, name) && attributes[name] !== undefined,
  );
  if (shown.length === 0) return '';
  return ` {${shown.map((name) => `${quoteKey(name)}: ${quoteValue(attributes[name])}`).join(', ')}}`;
}
