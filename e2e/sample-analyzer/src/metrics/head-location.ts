import type { SyntaxNode } from './syntax-tree.js';

/** A place in a file, line and column both from 1, columns in UTF-16 code units. */
export interface Location {
  line: number;
  column: number;
}

/**
 * Where a function is said to be, which is where ESLint points to: a member of a class or an object at its
 * first token, any other arrow function at its `=>`, everything else where it starts.
 */
export function headLocation(node: SyntaxNode, parent: SyntaxNode | undefined, code: string): Location {
  switch (parent?.type) {
    case 'MethodDefinition':
    case 'Property':
    case 'PropertyDefinition':
      return startOf(parent);
    default:
      return node.type === 'ArrowFunctionExpression' ? arrowLocation(node, code) : startOf(node);
  }
}

function startOf({ loc: { start } }: SyntaxNode): Location {
  return { line: start.line, column: start.column + 1 };
}

// Between the head of an arrow function and its arrow there is nothing but punctuation, space and comments.
const ARROW_OR_SKIPPED = /=>|\/\*[^]*?\*\/|\/\/.*|\r\n|[\n\r\u2028\u2029]/g;
const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/g;

function arrowLocation(node: SyntaxNode, code: string): Location {
  const before = node.returnType ?? node.params!.at(-1) ?? node.typeParameters;
  let { line, column } = before ? before.loc.end : node.loc.start;
  let lineStart = (before ? before.end : node.start) - column;
  ARROW_OR_SKIPPED.lastIndex = before ? before.end : node.start;
  for (;;) {
    const match = ARROW_OR_SKIPPED.exec(code);
    // A function without an arrow can't be; should the parser say so, its start is still a fair answer.
    if (!match) return startOf(node);
    if (match[0] === '=>') {
      column = match.index - lineStart;
      return { line, column: column + 1 };
    }
    for (const lineBreak of match[0].matchAll(LINE_BREAK)) {
      line++;
      lineStart = match.index + lineBreak.index + lineBreak[0].length;
    }
  }
}
