import type { SyntaxNode } from './syntax-tree.js';

export interface Nesting {
  /** Cognitive Complexity's nesting level, which weighs a structure found here. */
  cognitive: number;
  /** How many control structures are around this code, as ESLint's `max-depth` sees it. */
  control: number;
}

export const FLAT: Nesting = { cognitive: 0, control: 0 };

interface Nests {
  parts: ReadonlySet<string>;
  cognitive: 0 | 1;
  control: 0 | 1;
}

const body: Nests = { parts: new Set(['body']), cognitive: 1, control: 1 };
const branches = new Set(['consequent', 'alternate']);

// `try` in itself is no effort to follow, `catch` is: only the latter counts for Cognitive Complexity, which
// also counts the arms of `?:`, though these are no control structure.
const NESTING: ReadonlyMap<string, Nests> = new Map([
  ['CatchClause', { parts: body.parts, cognitive: 1, control: 0 }],
  ['ConditionalExpression', { parts: branches, cognitive: 1, control: 0 }],
  ['DoWhileStatement', body],
  ['ForInStatement', body],
  ['ForOfStatement', body],
  ['ForStatement', body],
  ['IfStatement', { parts: branches, cognitive: 1, control: 1 }],
  ['SwitchStatement', { parts: new Set(['cases']), cognitive: 1, control: 1 }],
  ['TryStatement', { parts: new Set(['block', 'handler', 'finalizer']), cognitive: 0, control: 1 }],
  ['WhileStatement', body],
]);

/** Whether the node is the `if` of an `else if`, which is a further branch and not a nested one. */
export function isElseIf(node: SyntaxNode, parent: SyntaxNode | undefined, key: string): boolean {
  return key === 'alternate' && node.type === 'IfStatement' && parent?.type === 'IfStatement';
}

/** The nesting of a node that stands in the part `key` of `parent`, itself nested as `outer`. */
export function nestingOf(
  node: SyntaxNode,
  parent: SyntaxNode | undefined,
  key: string,
  outer: Nesting,
): Nesting {
  const nests = parent && NESTING.get(parent.type);
  if (!nests?.parts.has(key) || isElseIf(node, parent, key)) return outer;
  return { cognitive: outer.cognitive + nests.cognitive, control: outer.control + nests.control };
}

/** Whether the node is a control structure: `if`, `switch`, `try` or a loop. */
export function isControlStructure(node: SyntaxNode): boolean {
  return NESTING.get(node.type)?.control === 1;
}
