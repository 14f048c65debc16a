import type { SyntaxNode } from './syntax-tree.js';

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;
const MAX_SEGMENTS = 20;

/**
 * What a property key or a member access is called: `name`, `#private`, `["any text"]`, `[0]`,
 * `[Symbol.iterator]`, or `[…]` if only running the program would tell.
 */
export function keyName(key: SyntaxNode, computed: boolean | undefined): string {
  if (key.type === 'PrivateIdentifier') return `#${key.name as string}`;
  if (key.type === 'Literal') {
    const { value } = key;
    return typeof value === 'string' && IDENTIFIER.test(value) ? value : `[${JSON.stringify(String(value))}]`;
  }
  if (!computed) return key.type === 'Identifier' ? (key.name as string) : '[…]';
  return `[${staticPath(key) ?? '…'}]`;
}

/** `owner.key`, or `owner[key]` for what can't follow a dot. */
export function memberName(owner: string | undefined, key: string): string {
  if (owner === undefined) return key;
  return key.startsWith('[') ? owner + key : `${owner}.${key}`;
}

/** An expression such as `a.b.#c` as text; undefined if it isn't made of names only. */
export function staticPath(expression: SyntaxNode): string | undefined {
  const keys: string[] = [];
  let node = expression;
  while (node.type === 'MemberExpression' && keys.length < MAX_SEGMENTS) {
    keys.push(keyName(node.property!, node.computed));
    node = node.object!;
  }
  if (node.type !== 'Identifier' && node.type !== 'ThisExpression') return undefined;
  const root = node.type === 'ThisExpression' ? 'this' : (node.name as string);
  return keys.reduceRight(memberName, root);
}
