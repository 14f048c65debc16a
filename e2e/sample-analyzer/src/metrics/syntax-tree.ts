import { KEYS } from 'eslint-visitor-keys';

interface Position {
  /** From 1. */
  line: number;
  /** From 0, in UTF-16 code units. */
  column: number;
}

/** An ESTree node with the fields the metrics read; which of them exist depends on `type`. */
export interface SyntaxNode {
  type: string;
  start: number;
  end: number;
  loc: { start: Position; end: Position };
  alternate?: SyntaxNode | null;
  argument?: SyntaxNode | null;
  body?: SyntaxNode | SyntaxNode[] | null;
  callee?: SyntaxNode;
  computed?: boolean;
  declaration?: SyntaxNode | null;
  expression?: SyntaxNode | boolean;
  expressions?: SyntaxNode[];
  id?: SyntaxNode | null;
  init?: SyntaxNode | null;
  key?: SyntaxNode;
  kind?: string;
  label?: SyntaxNode | null;
  left?: SyntaxNode;
  name?: unknown;
  object?: SyntaxNode;
  operator?: string;
  optional?: boolean;
  params?: SyntaxNode[];
  properties?: SyntaxNode[];
  property?: SyntaxNode;
  returnType?: SyntaxNode | null;
  right?: SyntaxNode;
  tag?: SyntaxNode;
  test?: SyntaxNode | null;
  typeParameters?: SyntaxNode | null;
  value?: unknown;
}

const decorated = ['decorators'];

// What TypeScript and decorators add to ESTree and runs. Types are left out: nothing in them executes.
const ADDED_KEYS: Record<string, readonly string[]> = {
  AccessorProperty: [...decorated, 'key', 'value'],
  ArrayPattern: [...decorated, 'elements'],
  AssignmentPattern: [...decorated, 'left', 'right'],
  ClassDeclaration: [...decorated, 'id', 'superClass', 'body'],
  ClassExpression: [...decorated, 'id', 'superClass', 'body'],
  Decorator: ['expression'],
  Identifier: decorated,
  MethodDefinition: [...decorated, 'key', 'value'],
  ObjectPattern: [...decorated, 'properties'],
  PropertyDefinition: [...decorated, 'key', 'value'],
  RestElement: [...decorated, 'argument'],
  TSAsExpression: ['expression'],
  TSDeclareFunction: ['params'],
  TSEnumDeclaration: ['members'],
  TSEnumMember: ['initializer'],
  TSExportAssignment: ['expression'],
  TSInstantiationExpression: ['expression'],
  TSModuleBlock: ['body'],
  TSModuleDeclaration: ['body'],
  TSNonNullExpression: ['expression'],
  TSParameterProperty: [...decorated, 'parameter'],
  TSSatisfiesExpression: ['expression'],
  TSTypeAssertion: ['expression'],
};

const CHILD_KEYS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({ ...KEYS, ...ADDED_KEYS }),
);
const NONE: readonly string[] = [];

/** The fields of a node that hold the code below it, in source order; none for types. */
export function childKeys(type: string): readonly string[] {
  return CHILD_KEYS.get(type) ?? NONE;
}

/** A function that can run: overload signatures and abstract methods have no body. */
export function isFunctionWithBody(node: SyntaxNode): boolean {
  return (
    (node.type === 'FunctionDeclaration' ||
      node.type === 'FunctionExpression' ||
      node.type === 'ArrowFunctionExpression') &&
    node.body != null
  );
}
