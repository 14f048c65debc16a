import { oneLine } from './one-line.js';
import { keyName, memberName, staticPath } from './static-name.js';
import type { SyntaxNode } from './syntax-tree.js';

export const ANONYMOUS = '<anonymous>';

const NAMEABLE = new Set([
  'ArrowFunctionExpression',
  'ClassDeclaration',
  'ClassExpression',
  'FunctionDeclaration',
  'FunctionExpression',
  'ObjectExpression',
]);
const WRAPPERS = new Set([
  'TSAsExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
]);

/**
 * Names functions as a reader of the file would, while the tree is walked from the root:
 *
 * - by their own name, or else by what they are assigned to: `parse`, `exports.parse`, `Parser.prototype.next`;
 * - members of classes and objects behind their owner: `Parser.next`, `Parser.#peek`, `Parser.get length`,
 *   `handlers.click`, `table["two words"]`; without an owner's name, by their key alone;
 * - `default` for a nameless default export, and `<anonymous>` for everything else.
 */
export class FunctionNames {
  readonly #names = new Map<SyntaxNode, string>();

  /** Notes the names that `node` gives to what stands in it. Call it for every node, parents first. */
  visit(node: SyntaxNode): void {
    switch (node.type) {
      case 'VariableDeclarator':
        if (node.id!.type === 'Identifier') this.#give(node.init, node.id!.name as string);
        break;
      case 'AssignmentExpression':
      case 'AssignmentPattern':
        if (nameable(node.right)) this.#give(node.right, targetName(node.left!));
        break;
      case 'ExportDefaultDeclaration':
        this.#give(node.declaration, 'default');
        break;
      case 'ObjectExpression':
        this.#giveMembers(this.#take(node), node.properties!);
        break;
      case 'ClassDeclaration':
      case 'ClassExpression':
        this.#giveMembers(this.#take(node), (node.body as SyntaxNode).body as SyntaxNode[]);
        break;
    }
  }

  /** The name of a function all whose ancestors were visited; it can be asked for once. */
  nameOf(node: SyntaxNode): string {
    return oneLine(this.#take(node) ?? ANONYMOUS);
  }

  #give(receiver: unknown, name: string | undefined): void {
    const node = nameable(receiver);
    if (node && name !== undefined) this.#names.set(node, name);
  }

  #giveMembers(owner: string | undefined, members: readonly SyntaxNode[]): void {
    for (const member of members) {
      if (!member.key || !nameable(member.value)) continue;
      const accessor = member.kind === 'get' || member.kind === 'set' ? `${member.kind} ` : '';
      this.#give(member.value, memberName(owner, accessor + keyName(member.key, member.computed)));
    }
  }

  #take(node: SyntaxNode): string | undefined {
    const given = this.#names.get(node);
    this.#names.delete(node);
    return (node.id?.name as string | undefined) ?? given;
  }
}

/** The function, class or object that an expression is, looking through type assertions. */
function nameable(expression: unknown): SyntaxNode | undefined {
  let node = expression as SyntaxNode | null | undefined;
  while (node && WRAPPERS.has(node.type)) node = node.expression as SyntaxNode;
  return node && NAMEABLE.has(node.type) ? node : undefined;
}

function targetName(target: SyntaxNode): string | undefined {
  if (target.type !== 'MemberExpression') return staticPath(target);
  return staticPath(target) ?? keyName(target.property!, target.computed);
}
