import { types } from 'node:util';
import type { Span } from '@opentelemetry/api';
import { globalState } from './global-state.js';

const recorded = globalState('recorded-errors', () => new WeakSet<object>());

/** Whether a span has recorded `error` already, here or on the thread it came from. */
export function isExceptionRecorded(error: object): boolean {
  return recorded.has(error);
}

export function markExceptionRecorded(error: object): void {
  recorded.add(error);
}

// A primitive can't be a WeakSet key; the latest one is remembered together with the span it was thrown into.
interface RecordedPrimitive {
  readonly value: unknown;
  readonly into: Span | undefined;
}

const primitives = globalState('recorded-primitive', () => ({
  last: undefined as RecordedPrimitive | undefined,
}));

/** One exception, one event: on the innermost recorded span it passes on its way into `outerSpan`. */
export function recordException(span: Span, error: unknown, outerSpan: Span | undefined): void {
  if (typeof error !== 'object' || error === null) {
    const { last } = primitives;
    const isSame = last !== undefined && last.into === span && Object.is(last.value, error);
    primitives.last = { value: error, into: outerSpan };
    if (!isSame) span.recordException(messageOf(error));
    return;
  }
  if (isExceptionRecorded(error)) return;
  markExceptionRecorded(error);
  try {
    span.recordException(error as Error);
  } catch {
    span.recordException(messageOf(error)); // its getters throw
  }
}

export function messageOf(error: unknown): string {
  try {
    return error instanceof Error || types.isNativeError(error) ? error.message : String(error);
  } catch {
    return 'unknown error';
  }
}
