import { inspect } from 'node:util';

/**
 * `INVALID_ARGUMENT`: what is looked at, or how, is not what it should be. `INVALID_PATTERN`: the pattern of a tree can't be
 * read.
 */
export type TestingErrorCode = 'INVALID_ARGUMENT' | 'INVALID_PATTERN';

const BRAND = Symbol.for('threadspan.TestingError');

/** An expectation that can't be checked, as it is written. What is not met fails with an `AssertionError` instead. */
export class TestingError extends Error {
  override readonly name = 'TestingError';
  readonly code: TestingErrorCode;
  readonly [BRAND] = true;

  constructor(code: TestingErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  /** Whether `value` is a TestingError, of whichever copy of this package. */
  static is(value: unknown): value is TestingError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

export function invalidArgument(name: string, expected: string, actual: unknown): TestingError {
  const message = `Expected ${name} to be ${expected}, got ${inspect(actual, { depth: 0 })}`;
  return new TestingError('INVALID_ARGUMENT', message);
}

export function invalidPattern(message: string): TestingError {
  return new TestingError('INVALID_PATTERN', message);
}
