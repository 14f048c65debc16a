import { registerErrorClass } from '@threadspan/context';

/** Why a task could not be run, or not to its end; the message says what to do about it. */
export type ThreadspanErrorCode =
  | 'INVALID_ARGUMENT'
  | 'NOT_ANNOTATED'
  | 'NOT_SERIALIZABLE'
  | 'WORKER_START_FAILED'
  | 'WORKER_EXITED'
  | 'WORKER_OUT_OF_MEMORY'
  | 'WORKER_CRASH_LOOP'
  | 'TASK_TIMEOUT'
  | 'QUEUE_FULL'
  | 'QUEUE_UNREACHABLE'
  | 'PAYLOAD_TOO_LARGE'
  | 'EXECUTOR_CLOSED';

const BRAND = Symbol.for('threadspan.ThreadspanError');

/** Something went wrong with the execution of a task rather than in the task's own code. */
export class ThreadspanError extends Error {
  override readonly name = 'ThreadspanError';
  readonly code: ThreadspanErrorCode;

  constructor(code: ThreadspanErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  // On the prototype: errors that come from another thread get that, and no symbols.
  get [BRAND](): true {
    return true;
  }

  /** Whether `value` is a ThreadspanError, of whichever copy of this package. */
  static is(value: unknown): value is ThreadspanError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

registerErrorClass(ThreadspanError);
