import { globalState } from './global-state.js';
import type { Scope } from './scope.js';

/** What is known of a scope that a guard made. */
export interface GuardedScope {
  readonly outside: Scope;
  readonly undo: (() => void) | undefined;
  disposed: boolean;
}

/** The scopes that guards made. */
export const guardedScopes = globalState('guards', () => new WeakMap<Scope, GuardedScope>());

/** Whether `inner` is `outer`, or was made inside of it by guards alone. */
export function isGuardedWithin(inner: Scope, outer: Scope): boolean {
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
