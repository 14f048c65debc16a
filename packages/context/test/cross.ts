import { packError, unpackError } from '@threadspan/context';

/** Takes what was thrown across the structured clone that stands between two threads. */
export function cross<T = Error & Record<string, unknown>>(thrown: unknown): T {
  return unpackError(structuredClone(packError(thrown))) as T;
}

/** What `fn` throws. */
export function thrownBy(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  throw new Error('Expected the function to throw, but it did not');
}
