import { packError, unpackError } from '@threadspan/context';

/** Takes what was thrown across the structured clone that stands between two threads. */
export function cross<T = Error & Record<string, unknown>>(thrown: unknown): T {
  return unpackError(structuredClone(packError(thrown))) as T;
}
