/** What comes from elsewhere, before anything is known of it. */
export type Fields = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An integer from 0, of at most 53 bits. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isListOf<T>(value: unknown, isOne: (one: unknown) => one is T): value is readonly T[];
export function isListOf(value: unknown, isOne: (one: unknown) => boolean): boolean;
export function isListOf(value: unknown, isOne: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

export function isText(value: unknown, max = 1_000): value is string {
  return typeof value === 'string' && value.length <= max;
}
