import { calleeOf, simpleCalleeName } from './calls.js';
import { cognitiveIncrement } from './cognitive.js';
import { addsPath, isImplicitFunction } from './cyclomatic.js';
import { FunctionNames } from './function-name.js';
import { headLocation } from './head-location.js';
import { FLAT, isControlStructure, nestingOf, type Nesting } from './nesting.js';
import { staticPath } from './static-name.js';
import { isFunctionWithBody, type SyntaxNode } from './syntax-tree.js';
import { walk } from './walk.js';

/**
 * The figures of one function. Every function counts what stands in itself: what stands in a function nested
 * in it counts for that one, as each function is reported by itself.
 */
export interface FunctionMetrics {
  name: string;
  /** From 1, where ESLint points to when it complains about the function. */
  line: number;
  /** From 1, in UTF-16 code units. */
  column: number;
  /** What ESLint's `complexity` rule reports. */
  cyclomatic: number;
  /**
   * SonarSource's Cognitive Complexity, attributed as eslint-plugin-sonarjs does: a nested function starts
   * from nesting 0 again and adds nothing to the one around it.
   */
  cognitive: number;
  /** Lines from the first to the last one of the function, both included. */
  length: number;
  /** The deepest nesting of `if`, `switch`, `try` and loops; 0 if there are none. */
  nesting: number;
  /** Formal parameters; TypeScript's `this` isn't one. */
  parameters: number;
  /** The last names of what it calls, each once, in code-unit order. */
  calls: string[];
}

/** What is counted for one piece of code: a function, an implicit function, or the file around them. */
interface Scope {
  metrics: FunctionMetrics;
  calls: Set<string>;
  recursive: boolean;
}

interface Place {
  scope: Scope;
  nesting: Nesting;
}

export interface ProgramMetrics {
  /** In the order of the source. */
  functions: FunctionMetrics[];
  topLevelCalls: string[];
}

/** Measures all functions of a program in one pass; undefined if it is nested too deeply. */
export function measureFunctions(program: SyntaxNode, code: string): ProgramMetrics | undefined {
  const names = new FunctionNames();
  const scopes: Scope[] = [];
  const file = scopeOf(program, '', { line: 1, column: 1 });

  const complete = walk<Place>(program, { scope: file, nesting: FLAT }, (node, parent, key, outer) => {
    names.visit(node);
    let place = outer;
    if (isImplicitFunction(node, parent, key)) {
      const scope = { ...scopeOf(node, '', { line: 0, column: 0 }), calls: outer.scope.calls };
      place = { scope, nesting: FLAT };
    }
    if (isFunctionWithBody(node)) {
      const scope = scopeOf(node, names.nameOf(node), headLocation(node, parent, code));
      scopes.push(scope);
      return { scope, nesting: FLAT };
    }
    const nesting = nestingOf(node, parent, key, place.nesting);
    if (nesting !== place.nesting) place = { scope: place.scope, nesting };
    count(node, parent, key, place);
    return place;
  });
  if (!complete) return undefined;
  return { functions: scopes.map(finish), topLevelCalls: [...file.calls].sort() };
}

function scopeOf(node: SyntaxNode, name: string, location: { line: number; column: number }): Scope {
  const { start, end } = node.loc;
  const metrics: FunctionMetrics = {
    name,
    ...location,
    cyclomatic: 1,
    cognitive: 0,
    length: end.line - start.line + 1,
    nesting: 0,
    parameters: node.params?.filter(({ name }) => name !== 'this').length ?? 0,
    calls: [],
  };
  return { metrics, calls: new Set(), recursive: false };
}

function count(node: SyntaxNode, parent: SyntaxNode | undefined, key: string, place: Place): void {
  const { scope, nesting } = place;
  const { metrics } = scope;
  if (addsPath(node)) metrics.cyclomatic++;
  metrics.cognitive += cognitiveIncrement(node, parent, key, nesting.cognitive);
  if (isControlStructure(node)) metrics.nesting = Math.max(metrics.nesting, nesting.control + 1);
  const callee = calleeOf(node);
  const name = callee && simpleCalleeName(callee);
  if (name === undefined) return;
  scope.calls.add(name);
  scope.recursive ||= isOwnName(metrics.name, name, callee!);
}

/** Whether `callee` is the function of that name, called as `f()`, `obj.f()` or, for a member, `this.f()`. */
function isOwnName(own: string, simple: string, callee: SyntaxNode): boolean {
  if (!own.endsWith(simple)) return false;
  const path = staticPath(callee);
  return path === own || (path === `this.${simple}` && own.endsWith(`.${simple}`));
}

function finish({ metrics, calls, recursive }: Scope): FunctionMetrics {
  if (recursive) metrics.cognitive++;
  metrics.calls = [...calls].sort();
  return metrics;
}
