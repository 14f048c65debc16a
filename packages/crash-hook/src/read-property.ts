/** Reads a property of anything at all; `undefined` where a getter or a proxy throws. */
export function readProperty(value: unknown, key: string | number): unknown {
  try {
    return (value as Record<string | number, unknown> | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}
