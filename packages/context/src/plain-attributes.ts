import type { Attributes, AttributeValue } from '@opentelemetry/api';

/** The entries of `value` that are attributes, as plain data of its own; `undefined` when there is none. */
export function plainAttributes(value: object | undefined, maxText = Infinity): Attributes | undefined {
  const entries = Object.entries(value ?? {}).filter(
    (entry): entry is [string, AttributeValue] =>
      entry[0] !== '__proto__' && isAttributeValue(entry[1], maxText),
  );
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function isAttributeValue(value: unknown, maxText: number): boolean {
  if (Array.isArray(value)) return value.every((item) => item == null || isPrimitive(item, maxText));
  return isPrimitive(value, maxText);
}

function isPrimitive(value: unknown, maxText: number): boolean {
  return typeof value === 'string'
    ? value.length <= maxText
    : typeof value === 'number' || typeof value === 'boolean';
}
