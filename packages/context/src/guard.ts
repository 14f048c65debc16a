import { diag } from '@opentelemetry/api';
import type { AnalysisContext, AnalysisPhase } from './analysis-context.js';
import { noteScope } from './run-in-scope.js';
import { currentScope, enterScope } from './scope.js';
import type { Scope } from './scope.js';
import { scopeWith } from './scoped.js';

/** Ends a scope that a `set…` function or `enter()` began. Disposing it twice is harmless. */
export interface ContextGuard extends Disposable {
  /** Restores what stood before. */
  dispose(): void;
}

const disposed = new WeakSet<Scope>();
const outer = new WeakMap<Scope, Scope>();

/** Enters `scope` until the guard is disposed; `onDispose` undoes whatever else was entered with it. */
export function enterGuarded(scope: Scope, onDispose?: () => void): ContextGuard {
  outer.set(scope, currentScope());
  enter(scope);
  const dispose = () => {
    if (disposed.has(scope)) return;
    disposed.add(scope);
    onDispose?.();
    if (currentScope() !== scope) {
      diag.warn(
        'threadspan: a context guard was disposed out of order or in another async context; ' +
          'the current context stays as it is. Prefer withPhase(), withCurrentFile() or ParallelContext.run().',
      );
      return;
    }
    enter(nearestOpen(scope));
  };
  return { dispose, [Symbol.dispose ?? Symbol.for('Symbol.dispose')]: dispose } as ContextGuard;
}

function enter(scope: Scope): void {
  enterScope(scope);
  noteScope(scope);
}

// Guards that were disposed out of order are skipped, so that no disposed scope ever comes back.
function nearestOpen(scope: Scope): Scope {
  let outside = outer.get(scope);
  while (outside !== undefined && disposed.has(outside)) outside = outer.get(outside);
  return outside ?? currentScope();
}

function set(change: Partial<AnalysisContext>): ContextGuard {
  return enterGuarded(scopeWith(change));
}

/**
 * Sets the phase until the guard is disposed: `using _ = setPhase(AnalysisPhase.Parsing)`.
 *
 * For synchronous scopes. Caveat: before the first `await` of an async function the change is seen by its
 * caller too; use {@link withPhase} there. A guard disposed out of order, or in another async context, leaves
 * the current context alone and warns through `diag`.
 */
export function setPhase(phase: AnalysisPhase): ContextGuard {
  return set({ phase });
}

/** Sets the current file until the guard is disposed. Same rules as {@link setPhase}. */
export function setCurrentFile(path: string | URL): ContextGuard {
  return set({ currentFile: String(path) });
}

/** Sets the current function until the guard is disposed. Same rules as {@link setPhase}. */
export function setCurrentFunction(name: string): ContextGuard {
  return set({ currentFunction: name });
}
