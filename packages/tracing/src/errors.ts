/**
 * `ALREADY_ACTIVE`: a tracer provider is registered. `INVALID_ARGUMENT`, `INVALID_LEVEL`: an option is not what it should
 * be. `NO_SDK`: the OpenTelemetry SDK that goes with the installed API is missing.
 */
export type TracingErrorCode = 'ALREADY_ACTIVE' | 'INVALID_ARGUMENT' | 'INVALID_LEVEL' | 'NO_SDK';

const BRAND = Symbol.for('threadspan.TracingError');

/** Tracing can't be set up as asked. */
export class TracingError extends Error {
  override readonly name = 'TracingError';
  readonly code: TracingErrorCode;
  readonly [BRAND] = true;

  constructor(code: TracingErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  /** Whether `value` is a TracingError, of whichever copy of this package. */
  static is(value: unknown): value is TracingError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
