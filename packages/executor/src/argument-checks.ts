import { ThreadspanError } from './errors.js';

/** @throws ThreadspanError `INVALID_ARGUMENT` where it is no integer of the range */
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

/** @throws ThreadspanError `INVALID_ARGUMENT` where it is neither left out nor a positive number */
export function requirePositive(name: string, value: unknown): void {
  if (value === undefined || (typeof value === 'number' && value > 0)) return;
  throw invalid(name, 'a positive number of milliseconds', value);
}

/** @throws ThreadspanError `INVALID_ARGUMENT` where it is none of those */
export function requireOneOf(name: string, value: unknown, allowed: readonly unknown[]): void {
  if (allowed.includes(value)) return;
  throw invalid(
    name,
    allowed.map((one) => (typeof one === 'string' ? `'${one}'` : String(one))).join(' or '),
    value,
  );
}

/** `INVALID_ARGUMENT`: what was expected, and what came. */
export function invalid(name: string, expected: string, value: unknown): ThreadspanError {
  const shown = ['string', 'number', 'boolean', 'bigint'].includes(typeof value)
    ? ` \`${value as string}\``
    : '';
  return new ThreadspanError(
    'INVALID_ARGUMENT',
    `Expected \`${name}\` to be ${expected}, got${shown} (${typeof value})`,
  );
}
