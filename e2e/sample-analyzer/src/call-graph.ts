import type { FileMetrics } from './metrics/file-metrics.js';
import { ANONYMOUS } from './metrics/function-name.js';

/** Stands for the code of a file that is in no function. */
export const FILE_LEVEL = '<file>';

export interface CallGraphNode {
  /** How many functions have the name. */
  definitions: number;
  /** How many functions and files, other than functions of the name itself, call the name. */
  fanIn: number;
  /** Names of the callers, sorted. */
  callers: string[];
  /** Analyzed functions called from functions of the name: their names, sorted. */
  callees: string[];
}

/**
 * Who calls whom, by name: without types a call of `a.b.c()` may mean any function called `c`. Plain data that
 * can be cloned to another thread; a `Map`, as the names are foreign (`__proto__`, `constructor`).
 */
export interface CallGraph {
  nodes: ReadonlyMap<string, CallGraphNode>;
}

/**
 * The name by which a function is called: `method` for `Class.method`, and `Class` for `Class.constructor`.
 */
export function calledName(name: string): string {
  const own = name.endsWith('.constructor') ? name.slice(0, -'.constructor'.length) : name;
  return own.slice(own.lastIndexOf('.') + 1);
}

/**
 * Builds the graph in time linear in the calls, but for sorting the names. The order of `files` makes no
 * difference to it.
 */
export function buildCallGraph(files: readonly FileMetrics[]): CallGraph {
  const nodes = new Map<string, CallGraphNode>();
  for (const name of definedNames(files)) {
    const node = nodes.get(name);
    if (node) node.definitions++;
    else nodes.set(name, { definitions: 1, fanIn: 0, callers: [], callees: [] });
  }

  const connect = (caller: string, calls: readonly string[]): void => {
    for (const callee of calls) {
      const node = nodes.get(callee);
      if (!node || callee === caller) continue;
      node.fanIn++;
      node.callers.push(caller);
      nodes.get(caller)?.callees.push(callee);
    }
  };
  for (const { functions, topLevelCalls } of files) {
    connect(FILE_LEVEL, topLevelCalls);
    for (const { name, calls } of functions) connect(calledName(name), calls);
  }

  for (const node of nodes.values()) {
    node.callers = sortedOnce(node.callers);
    node.callees = sortedOnce(node.callees);
  }
  return { nodes };
}

/** How many functions and files call a function of that name; 0 if none is known. */
export function fanIn(graph: CallGraph, name: string): number {
  return graph.nodes.get(calledName(name))?.fanIn ?? 0;
}

/** How many different analyzed functions are called from functions of that name; 0 if none is known. */
export function fanOut(graph: CallGraph, name: string): number {
  return graph.nodes.get(calledName(name))?.callees.length ?? 0;
}

/** Sorted, so that the graph comes out the same, down to the order of its entries. */
function definedNames(files: readonly FileMetrics[]): string[] {
  return files
    .flatMap(({ functions }) => functions.map(({ name }) => calledName(name)))
    .filter((name) => name !== ANONYMOUS)
    .sort();
}

function sortedOnce(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
