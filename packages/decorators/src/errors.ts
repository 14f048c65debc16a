/**
 * `NOT_A_METHOD`: decorates something else. `NOT_CALLED`: the decorator lacks its brackets. `NOT_A_PARAMETER`: decorates
 * no parameter. `NO_PATH_ARGUMENT`: the method has no argument that could be the path.
 */
export type DecoratorErrorCode = 'NOT_A_METHOD' | 'NOT_CALLED' | 'NOT_A_PARAMETER' | 'NO_PATH_ARGUMENT';

const BRAND = Symbol.for('threadspan.DecoratorError');

/** A decorator stands where it can't work. Thrown while the class is defined, never from a call. */
export class DecoratorError extends TypeError {
  override readonly name = 'DecoratorError';
  readonly code: DecoratorErrorCode;
  readonly [BRAND] = true;

  constructor(code: DecoratorErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  /** Whether `value` is a DecoratorError, of whichever copy of this package. */
  static is(value: unknown): value is DecoratorError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
