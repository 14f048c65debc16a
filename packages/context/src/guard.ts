import type { AnalysisContext, AnalysisPhase } from './analysis-context.js';
import { warn } from './attempt.js';
import { baseOf, guardedScopes, latestGuarded } from './guarded-scopes.js';
import type { GuardedScope } from './guarded-scopes.js';
import { noteScope } from './run-in-scope.js';
import { currentScope, enterScope } from './scope.js';
import type { Scope } from './scope.js';
import { scopeWith } from './scoped.js';

/** Ends a scope that a `set…` function or `enter()` began. Disposing it twice is harmless. */
export interface ContextGuard extends Disposable {
  /** Restores what stood before. */
  dispose(): void;
}

/** Enters `scope` until the guard is disposed; `undo` takes back whatever else was entered with it. */
export function enterGuarded(scope: Scope, undo?: () => void): ContextGuard {
  const outside = currentScope();
  const entry: GuardedScope = { outside, base: baseOf(outside), undo, disposed: false };
  guardedScopes.set(scope, entry);
  latestGuarded.scope = scope;
  enter(scope);
  const dispose = () => {
    if (entry.disposed) return;
    entry.disposed = true;
    if (currentScope() !== scope) {
      warn(
        'a context guard was disposed out of order or in another async context; ' +
          'the current context stays as it is. Prefer withPhase(), withCurrentFile() or ParallelContext.run().',
      );
      noteScope(currentScope(), scope);
      return;
    }
    enter(unwind(entry), scope);
  };
  return { dispose, [Symbol.dispose ?? Symbol.for('Symbol.dispose')]: dispose };
}

function enter(scope: Scope, left?: Scope): void {
  enterScope(scope);
  noteScope(scope, left);
}

// Guards that were disposed out of order are undone here, in their turn, so that nothing of them ever comes back.
function unwind(innermost: GuardedScope): Scope {
  let outside = innermost.outside;
  for (let entry: GuardedScope | undefined = innermost; entry?.disposed; entry = guardedScopes.get(outside)) {
    entry.undo?.();
    ({ outside } = entry);
  }
  return outside;
}

function set(change: Partial<AnalysisContext>): ContextGuard {
  return enterGuarded(scopeWith(change));
}

/**
 * Sets the phase until the guard is disposed: `using _ = setPhase(AnalysisPhase.Parsing)`.
 *
 * For synchronous scopes; {@link withPhase} is right everywhere. Caveats: before the first `await` of an async
 * function the change is seen by its caller too, and stays there; errors are not annotated that leave the block after
 * the guard was disposed, as with `using`; a guard disposed out of order, or in another async context, leaves the
 * current context alone and warns through `diag`.
 */
export function setPhase(phase: AnalysisPhase): ContextGuard {
  return set({ phase });
}

/**
 * Sets the current file until the guard is disposed. For synchronous scopes: in an async function the change leaks
 * into the caller, so use {@link withCurrentFile} there. Same rules as {@link setPhase}.
 */
export function setCurrentFile(path: string | URL): ContextGuard {
  return set({ currentFile: String(path) });
}

/**
 * Sets the current function until the guard is disposed. For synchronous scopes: in an async function the change
 * leaks into the caller, so use {@link withCurrentFunction} there. Same rules as {@link setPhase}.
 */
export function setCurrentFunction(name: string): ContextGuard {
  return set({ currentFunction: name });
}
