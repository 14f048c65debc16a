import type { AnalysisContext, AnalysisPhase } from './analysis-context.js';
import { runInScope } from './run-in-scope.js';
import { Scope, activeOtelContext, currentScope } from './scope.js';

/** The phase, file and function this code runs for. Frozen; one object for as long as one scope lasts. */
export function getCurrentContext(): AnalysisContext {
  return currentScope().analysis;
}

/** The current scope with another phase, file or function. */
export function scopeWith(change: Partial<AnalysisContext>): Scope {
  const outside = currentScope();
  return new Scope(
    change.phase ?? outside.phase,
    change.currentFile ?? outside.currentFile,
    change.currentFunction ?? outside.currentFunction,
    outside.frame,
    activeOtelContext(),
    outside.openFiles,
  );
}

/**
 * Runs `fn`, sync or async, in `phase`. The phase holds for everything `fn` calls and awaits, and only for
 * that: what stood before is in force again for the caller at once.
 */
export function withPhase<R>(phase: AnalysisPhase, fn: () => R): R {
  return runInScope(scopeWith({ phase }), fn);
}

/** Runs `fn`, sync or async, with `path` as the current file. Same rules as {@link withPhase}. */
export function withCurrentFile<R>(path: string | URL, fn: () => R): R {
  return runInScope(scopeWith({ currentFile: String(path) }), fn);
}

/** Runs `fn`, sync or async, with `name` as the current function. Same rules as {@link withPhase}. */
export function withCurrentFunction<R>(name: string, fn: () => R): R {
  return runInScope(scopeWith({ currentFunction: name }), fn);
}
