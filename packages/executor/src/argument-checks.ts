import { ThreadspanError } from './errors.js';

// Each throws a ThreadspanError `INVALID_ARGUMENT`.

export function requireInteger(
  name: string,
  value: unknown,
  from: number,
  to = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isInteger(value) && (value as number) >= from && (value as number) <= to) return;
  const range = to === Number.MAX_SAFE_INTEGER ? `from ${from}` : `from ${from} to ${to}`;
  throw invalid(name, `an integer ${range}`, value);
}

export function requirePositive(name: string, value: unknown): void {
  if (value === undefined || (typeof value === 'number' && value > 0)) return;
  throw invalid(name, 'a positive number of milliseconds', value);
}

export function requireOneOf(name: string, value: unknown, allowed: readonly unknown[]): void {
  if (allowed.includes(value)) return;
  throw invalid(
    name,
    allowed.map((one) => (typeof one === 'string' ? `'${one}'` : String(one))).join(' or '),
    value,
  );
}

export function invalid(name: string, expected: string, value: unknown): ThreadspanError {
  const shown = ['string', 'number', 'boolean', 'bigint'].includes(typeof value)
    ? ` \`${value as string}\``
    : '';
  return new ThreadspanError(
    'INVALID_ARGUMENT',
    `Expected \`${name}\` to be ${expected}, got${shown} (${typeof value})`,
  );
}
