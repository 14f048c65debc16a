import { isElseIf } from './nesting.js';
import type { SyntaxNode } from './syntax-tree.js';

/**
 * What the node adds to the Cognitive Complexity of the function it stands in, by SonarSource's definition
 * (white paper, version 1.7):
 *
 * - `if`, `?:`, `switch`, loops and `catch` add 1, and 1 more for each level of nesting around them;
 * - `else` and `else if` add 1, whatever the nesting;
 * - a sequence of like `&&` or `||` adds 1, and 1 more each time the operator changes;
 * - `break` and `continue` to a label add 1.
 *
 * A function that calls itself by name adds 1 once; only the caller of this knows names. Shorthand is free:
 * `??`, `?.`, `&&=`, `||=`, `??=`, default values.
 */
export function cognitiveIncrement(
  node: SyntaxNode,
  parent: SyntaxNode | undefined,
  key: string,
  nesting: number,
): number {
  switch (node.type) {
    case 'IfStatement': {
      const otherwise = node.alternate && node.alternate.type !== 'IfStatement' ? 1 : 0;
      return (isElseIf(node, parent, key) ? 1 : 1 + nesting) + otherwise;
    }
    case 'CatchClause':
    case 'ConditionalExpression':
    case 'DoWhileStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'ForStatement':
    case 'SwitchStatement':
    case 'WhileStatement':
      return 1 + nesting;
    case 'BreakStatement':
    case 'ContinueStatement':
      return node.label ? 1 : 0;
    case 'LogicalExpression':
      return isBoolean(node) ? operatorChanges(node) + (parent && isBoolean(parent) ? 0 : 1) : 0;
    default:
      return 0;
  }
}

function isBoolean(node: SyntaxNode): boolean {
  return node.type === 'LogicalExpression' && node.operator !== '??';
}

/**
 * How many of the operators next to the node's own, read from left to right, differ from it. Each pair of
 * neighbours is looked at from one node only, so a chain takes linear time however its parentheses lie.
 */
function operatorChanges(node: SyntaxNode): number {
  const before = outermost(node.left!, 'right');
  const after = outermost(node.right!, 'left');
  return (
    (before !== undefined && before !== node.operator ? 1 : 0) +
    (after !== undefined && after !== node.operator ? 1 : 0)
  );
}

function outermost(operand: SyntaxNode, side: 'left' | 'right'): string | undefined {
  let operator: string | undefined;
  for (let node = operand; isBoolean(node); node = node[side]!) operator = node.operator;
  return operator;
}
