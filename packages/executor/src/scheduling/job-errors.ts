import { ThreadspanError } from '../errors.js';
import type { ThreadspanErrorCode } from '../errors.js';

// Why a job, or an item of it, can't be run.

/** `EXECUTOR_CLOSED` */
export function closedError(): ThreadspanError {
  return new ThreadspanError('EXECUTOR_CLOSED', 'The executor was closed before this was done');
}

/** `WORKER_START_FAILED`, with the message of the cause where that says so itself. */
export function startFailed(cause: unknown): ThreadspanError {
  const isKnown = ThreadspanError.is(cause) && cause.code === 'WORKER_START_FAILED';
  const message = isKnown
    ? cause.message
    : 'No worker could be started; look at the cause, and at `execArgv`, `env` and `resourceLimits`';
  return new ThreadspanError('WORKER_START_FAILED', message, { cause });
}

export function crashLoop(cause: unknown): ThreadspanError {
  return new ThreadspanError(
    'WORKER_CRASH_LOOP',
    'One worker after the other was lost and none of them finished an item; look at the cause',
    { cause },
  );
}

export function queueFull(maxQueue: number): ThreadspanError {
  return new ThreadspanError(
    'QUEUE_FULL',
    `All workers are busy, and no more than ${maxQueue === 1 ? 'one call or chain' : `${maxQueue} calls and chains`} ` +
      'may wait for them (`maxQueue`); ' +
      'await `executor.whenRoom()` before the next one',
  );
}

export function taskTimeout(ms: number, consequence = ''): ThreadspanError {
  return lost('TASK_TIMEOUT', `The item took longer than ${ms} ms${consequence}`);
}

/** An error without a stack: where a loss was noticed says nothing of where it happened. */
export function lost(code: ThreadspanErrorCode, message: string, options?: ErrorOptions): ThreadspanError {
  const error = new ThreadspanError(code, message, options);
  error.stack = `${error.name}: ${message}`;
  return error;
}
