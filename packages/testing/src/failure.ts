import { AssertionError } from 'node:assert';

interface Failure {
  readonly message: string;
  readonly expected: unknown;
  readonly actual: unknown;
  readonly operator: string;
}

/** What test runners show with a diff of both sides; its stack begins at the caller of `expectation`. */
export function failure(
  { message, expected, actual, operator }: Failure,
  expectation: object,
): AssertionError {
  // The name that Node's types have for what may be any function.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type
  const stackStartFn = expectation as Function;
  return new AssertionError({ message, expected, actual, operator, stackStartFn });
}
