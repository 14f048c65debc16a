import { showValue } from './show-value.js';

/** What a {@link CrashHookError} is about. */
export type CrashHookErrorCode = 'INVALID_OPTION' | 'REPORT_INVALID' | 'REPORT_UNREADABLE' | 'SAVE_FAILED';

const BRAND = Symbol.for('threadspan.CrashHookError');

/** Thrown by this package for wrong options and for report files it can't write or read. */
export class CrashHookError extends Error {
  readonly code: CrashHookErrorCode;

  constructor(code: CrashHookErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CrashHookError';
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Also true for errors of another installed copy of this package. */
  static is(value: unknown): value is CrashHookError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/** "Expected `x` to be …, got `0` (number)". */
export function expected(what: string, wanted: string, got: unknown): string {
  return `Expected \`${what}\` to be ${wanted}, got ${show(got)}`;
}

function show(value: unknown): string {
  if (typeof value === 'string') return `\`${JSON.stringify(value.slice(0, 80))}\` (string)`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  if (typeof value === 'function') return 'a function';
  return value === undefined || value === null ? `\`${value}\`` : `\`${showValue(value)}\` (${typeof value})`;
}
