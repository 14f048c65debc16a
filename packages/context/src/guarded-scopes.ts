import { globalState } from './global-state.js';
import type { Scope } from './scope.js';

/** What is known of a scope that a guard made. */
export interface GuardedScope {
  readonly outside: Scope;
  /** The innermost scope around it that no guard made. */
  readonly base: Scope;
  readonly undo: (() => void) | undefined;
  disposed: boolean;
}

/** The scopes that guards made. */
export const guardedScopes = globalState('guards', () => new WeakMap<Scope, GuardedScope>());

/** The innermost scope around `scope`, or itself, that no guard made. */
export function baseOf(scope: Scope): Scope {
  return guardedScopes.get(scope)?.base ?? scope;
}

/** Whether `inner` is `outer`, or was made inside of it by guards alone. */
export function isGuardedWithin(inner: Scope, outer: Scope): boolean {
  // No walk, most of the time: of guards that nobody disposes there can be any number.
  if (baseOf(inner) !== baseOf(outer)) return false;
  if (baseOf(outer) === outer) return true;
  let scope: Scope | undefined = inner;
  while (scope !== undefined && scope !== outer) scope = guardedScopes.get(scope)?.outside;
  return scope === outer;
}

/** The last scope that a guard entered. */
export const latestGuarded = globalState('latest-guarded', () => ({ scope: undefined as Scope | undefined }));

/** Where the code was that has just thrown out of `scope`: in a scope of guards that nobody has disposed, or in itself. */
export function leftFrom(scope: Scope): Scope {
  const { scope: latest } = latestGuarded;
  if (latest === undefined || !isGuardedWithin(latest, scope)) return scope;
  let innermost = latest;
  for (let entry = guardedScopes.get(latest); entry?.disposed && innermost !== scope;) {
    innermost = entry.outside;
    entry = guardedScopes.get(innermost);
  }
  return innermost;
}
