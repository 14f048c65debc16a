import { childKeys, type SyntaxNode } from './syntax-tree.js';

/**
 * Called once for every node in source order. `key` is the field of `parent` that holds the node. What it
 * returns is handed to the node's own children as `inherited`, so state flows down and needs no leaving.
 */
export type Visit<State> = (
  node: SyntaxNode,
  parent: SyntaxNode | undefined,
  key: string,
  inherited: State,
) => State;

// A parser recurses with the nesting of the source, and how deep it gets differs between the main thread and a
// worker. Up to this limit it gets through with 30 % of Node's default stack to spare, so that a file is
// analyzed, or refused, wherever it is read. Chains are cheaper for the parser and far longer in real code.
const DEPTH_LIMIT = 2_000;
const LEVEL = 16;

function cost(parent: SyntaxNode, key: string, child: SyntaxNode): number {
  switch (parent.type) {
    case 'AssignmentExpression':
      return key === 'right' && child.type === 'AssignmentExpression' ? 3 : LEVEL;
    case 'BinaryExpression':
    case 'LogicalExpression':
      return key === 'left' ? 1 : LEVEL;
    case 'IfStatement':
      return key === 'alternate' && child.type === 'IfStatement' ? 2 : LEVEL;
    case 'ConditionalExpression':
      return key === 'alternate' ? 3 : LEVEL;
    case 'CallExpression':
      return key === 'callee' ? 0 : LEVEL;
    case 'MemberExpression':
      return key === 'object' ? 0 : LEVEL;
    case 'TaggedTemplateExpression':
      return key === 'tag' ? 0 : LEVEL;
    case 'ChainExpression':
    case 'TSNonNullExpression':
      return 0;
    default:
      return LEVEL;
  }
}

/**
 * Visits the tree once, without recursion. Returns false, having visited only a part, if it is nested too
 * deeply: beyond some 120 levels of ordinary code, 950 `else if`s or 1,900 operands in one chain.
 */
export function walk<State>(root: SyntaxNode, initial: State, visit: Visit<State>): boolean {
  // Parallel stacks: an object per node would double the time on a large file.
  const nodes: SyntaxNode[] = [root];
  const parents: (SyntaxNode | undefined)[] = [undefined];
  const keys: string[] = [''];
  const states: State[] = [initial];
  const depths: number[] = [0];

  while (nodes.length > 0) {
    const node = nodes.pop()!;
    const depth = depths.pop()!;
    if (depth > DEPTH_LIMIT) return false;
    const state = visit(node, parents.pop(), keys.pop()!, states.pop()!);
    const push = (child: SyntaxNode, key: string): void => {
      nodes.push(child);
      parents.push(node);
      keys.push(key);
      states.push(state);
      depths.push(depth + cost(node, key, child));
    };

    const fields = childKeys(node.type);
    for (let i = fields.length - 1; i >= 0; i--) {
      const key = fields[i]!;
      const child = (
        node as unknown as Record<string, SyntaxNode | (SyntaxNode | null)[] | null | undefined>
      )[key];
      if (!child) continue;
      if (!Array.isArray(child)) {
        push(child, key);
        continue;
      }
      for (let j = child.length - 1; j >= 0; j--) {
        const element = child[j];
        if (element) push(element, key);
      }
    }
  }
  return true;
}
