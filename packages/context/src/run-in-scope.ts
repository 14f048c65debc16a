import { types } from 'node:util';
import { reportFailure } from './attempt.js';
import { annotateError } from './crash-context.js';
import { globalState } from './global-state.js';
import { leftFrom } from './guarded-scopes.js';
import { callInScope, currentScope } from './scope.js';
import type { Scope } from './scope.js';

/**
 * Hears which scope this thread works in. The executor's workers install one as their flight recorder, an executor
 * without workers one to know what its items are in, the crash hook one on the main thread. `left` is there when a
 * scope was left for `scope`, the one outside of it.
 */
export type ScopeObserver = (scope: Scope, left?: Scope) => void;

const { isPromise } = types;

const state = globalState('scope-observer', () => ({
  // What is called: the only observer, or what calls them all.
  observer: undefined as ScopeObserver | undefined,
  all: [] as readonly ScopeObserver[],
}));

/**
 * Installs an observer of this thread; it is called on entering a scope, and on leaving with the one outside.
 * `undefined` removes all there are. The returned function removes this one.
 */
export function observeScopes(observer: ScopeObserver | undefined): () => void {
  use(observer ? [...state.all, observer] : []);
  return () => use(state.all.filter((one) => one !== observer));
}

function use(all: readonly ScopeObserver[]): void {
  state.all = all;
  state.observer = all.length > 1 ? (scope, left) => all.forEach((one) => tell(one, scope, left)) : all[0];
}

export function noteScope(scope: Scope, left?: Scope): void {
  if (state.observer) tell(state.observer, scope, left);
}

function tell(observer: ScopeObserver, scope: Scope, left: Scope | undefined): void {
  try {
    observer(scope, left);
  } catch (error) {
    reportFailure('the scope observer failed', error);
  }
}

/** What ends together with a scope; called outside of it. */
export interface Ending<R> {
  succeed(result: Awaited<R>): void;
  fail(error: unknown): void;
}

/**
 * Runs `fn` inside `scope`. Sync stays sync; what stood before is in force again for the caller at once. An
 * error that leaves, thrown or rejected, is annotated with the scope.
 */
export function runInScope<R>(scope: Scope, fn: () => R, ending?: Ending<R>): R {
  const outside = state.observer && currentScope();
  if (outside) noteScope(scope);
  let result: R;
  try {
    result = callInScope(scope, fn);
  } catch (error) {
    annotateError(error, leftFrom(scope));
    if (outside) noteScope(outside, scope);
    ending?.fail(error);
    throw error;
  }
  if (isPromise(result)) {
    return settleInScope(result as Promise<Awaited<R>>, scope, outside, ending) as R;
  }
  if (outside) noteScope(outside, scope);
  ending?.succeed(result as Awaited<R>);
  return result;
}

function settleInScope<R>(
  promise: Promise<Awaited<R>>,
  scope: Scope,
  outside: Scope | undefined,
  ending: Ending<R> | undefined,
): Promise<Awaited<R>> {
  return promise.then(
    (value) => {
      if (outside) noteScope(outside, scope);
      ending?.succeed(value);
      return value;
    },
    (error: unknown) => {
      annotateError(error, scope);
      if (outside) noteScope(outside, scope);
      ending?.fail(error);
      throw error;
    },
  );
}
