import { cut } from './one-line.js';
import { keyName } from './static-name.js';
import type { SyntaxNode } from './syntax-tree.js';

/** What a call, a `new` or a tagged template calls; undefined for any other node. */
export function calleeOf(node: SyntaxNode): SyntaxNode | undefined {
  const callee =
    node.type === 'CallExpression' || node.type === 'NewExpression'
      ? node.callee
      : node.type === 'TaggedTemplateExpression'
        ? node.tag
        : undefined;
  return callee && unwrap(callee);
}

/** The last name of a callee, `c` for `a.b.c`; undefined if it has none, as the result of another call. */
export function simpleCalleeName(callee: SyntaxNode): string | undefined {
  if (callee.type === 'Identifier') return cut(callee.name as string);
  if (callee.type !== 'MemberExpression') return undefined;
  const name = keyName(callee.property!, callee.computed);
  return name.startsWith('[') ? undefined : cut(name);
}

/** Looks through what changes neither the value nor its name: `(0, a.b)`, `a!`, `a as T`, parentheses. */
function unwrap(expression: SyntaxNode): SyntaxNode {
  let node = expression;
  for (;;) {
    switch (node.type) {
      case 'ChainExpression':
      case 'TSAsExpression':
      case 'TSInstantiationExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
      case 'TSTypeAssertion':
        node = node.expression as SyntaxNode;
        break;
      case 'SequenceExpression':
        node = node.expressions!.at(-1)!;
        break;
      default:
        return node;
    }
  }
}
