const STATE = Symbol.for('threadspan.context.v1');

type Slots = Map<string, unknown>;

/**
 * One value per JavaScript realm and name, shared by every installed copy of this package: two copies in one
 * dependency tree must agree on the current context.
 */
export function globalState<T>(name: string, create: () => T): T {
  const host = globalThis as { [STATE]?: Slots };
  const slots = (host[STATE] ??= new Map());
  if (!slots.has(name)) slots.set(name, create());
  return slots.get(name) as T;
}
