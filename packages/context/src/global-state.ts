const STATE = Symbol.for('threadspan.context.v1');

type Slots = Map<string, unknown>;

/**
 * One value per JavaScript realm and name, shared by every installed copy of this package: two copies in one
 * dependency tree must agree on the current context.
 */
export function globalState<T extends object>(name: string, create: () => T): T {
  const host = globalThis as { [STATE]?: Slots };
  const slots = (host[STATE] ??= new Map());
  const made = create();
  if (!slots.has(name)) slots.set(name, made);
  const state = slots.get(name) as T;
  // A copy of another release may have made it without some of the fields.
  for (const key of Object.keys(made) as (keyof T)[]) if (!(key in state)) state[key] = made[key];
  return state;
}
