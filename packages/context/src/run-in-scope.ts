import { types } from 'node:util';
import { diag } from '@opentelemetry/api';
import { annotateError } from './crash-context.js';
import { globalState } from './global-state.js';
import { callInScope, currentScope } from './scope.js';
import type { Scope } from './scope.js';

/** Hears which scope this thread works in. The executor's workers install one as their flight recorder. */
export type ScopeObserver = (scope: Scope) => void;

const state = globalState('scope-observer', () => ({ observer: undefined as ScopeObserver | undefined }));

/** Installs the observer of this thread; it is called on entering a scope, and on leaving with the one outside. */
export function observeScopes(observer: ScopeObserver | undefined): void {
  state.observer = observer;
}

export function noteScope(scope: Scope): void {
  try {
    state.observer?.(scope);
  } catch (error) {
    diag.error('threadspan: the scope observer failed', error);
  }
}

/**
 * Runs `fn` inside `scope`. Sync stays sync; what stood before is in force again for the caller at once. An
 * error that leaves, thrown or rejected, is annotated with the scope.
 */
export function runInScope<A extends unknown[], R>(scope: Scope, fn: (...args: A) => R, ...args: A): R {
  const outside = state.observer && currentScope();
  if (outside) noteScope(scope);
  let result: R;
  try {
    result = callInScope(scope, fn, args);
  } catch (error) {
    annotateError(error, scope);
    if (outside) noteScope(outside);
    throw error;
  }
  if (types.isPromise(result)) return settleInScope(result, scope, outside) as R;
  if (outside) noteScope(outside);
  return result;
}

function settleInScope<R>(promise: Promise<R>, scope: Scope, outside: Scope | undefined): Promise<R> {
  const leave = () => {
    if (outside) noteScope(outside);
  };
  return promise.then(
    (value) => {
      leave();
      return value;
    },
    (error: unknown) => {
      annotateError(error, scope);
      leave();
      throw error;
    },
  );
}
