import { getSpanHierarchy } from '@threadspan/context';

/** Names of the spans around the caller, outermost first. */
export function hierarchy(): string[] {
  return getSpanHierarchy().map(({ name }) => name);
}
