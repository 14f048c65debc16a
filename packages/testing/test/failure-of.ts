import { AssertionError } from 'node:assert';
import { thrownBy } from '../../../tools/jest/support/thrown-by';

/** The AssertionError that `fn` throws; a test that expects something else fails here. */
export function failureOf(fn: () => unknown): AssertionError {
  const thrown = thrownBy(fn);
  if (thrown instanceof AssertionError) return thrown;
  throw new Error('Expected the function to throw an AssertionError, but it threw something else', {
    cause: thrown,
  });
}
