import type { SyntaxNode } from './syntax-tree.js';

/**
 * Whether the node adds a path to the code it stands in. Cyclomatic complexity is 1 plus these, exactly as
 * ESLint's `complexity` rule (variant `classic`) counts: default values and short circuits (`??`, `?.`, `&&=`)
 * are branches, `default:` and `finally` are not.
 */
export function addsPath(node: SyntaxNode): boolean {
  switch (node.type) {
    case 'AssignmentPattern':
    case 'CatchClause':
    case 'ConditionalExpression':
    case 'DoWhileStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'ForStatement':
    case 'IfStatement':
    case 'LogicalExpression':
    case 'WhileStatement':
      return true;
    case 'SwitchCase':
      return node.test != null;
    case 'AssignmentExpression':
      return node.operator === '&&=' || node.operator === '||=' || node.operator === '??=';
    case 'CallExpression':
    case 'MemberExpression':
      return node.optional === true;
    default:
      return false;
  }
}

/**
 * Whether the node is code that runs as an implicit function of its own: the initializer of a class field, a
 * static block. Its paths are none of the function around the class.
 */
export function isImplicitFunction(node: SyntaxNode, parent: SyntaxNode | undefined, key: string): boolean {
  return node.type === 'StaticBlock' || (parent?.type === 'PropertyDefinition' && key === 'value');
}
