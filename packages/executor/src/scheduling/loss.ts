import { getErrorContext, unpackError } from '@threadspan/context';
import type { CrashContext, ErrorEnvelope } from '@threadspan/context';
import { setErrorContext } from '@threadspan/context/ports';
import type { ThreadspanError } from '../errors.js';
import { lost, taskTimeout } from './job-errors.js';
import type { TaskPosition } from '../protocol.js';

/** Why a worker is gone. */
export type Loss =
  | { readonly kind: 'uncaught'; readonly error: ErrorEnvelope; readonly task?: TaskPosition | undefined }
  | { readonly kind: 'error'; readonly error: Error }
  | { readonly kind: 'exit'; readonly exitCode: number }
  | { readonly kind: 'timeout'; readonly ms: number }
  /** It could not make its instances in time. */
  | { readonly kind: 'unprepared'; readonly ms: number }
  /** We ended it, because nobody wants its work any more. */
  | { readonly kind: 'dismissed' };

/**
 * The error that the caller of the item at fault gets.
 * @param where what the worker was on, if it had got to an item
 */
export function lossError(loss: Loss, where?: CrashContext): unknown {
  const error = errorOf(loss);
  // What the error knows of itself is closer than what the worker last noted.
  if (where) setErrorContext(error, { ...where, ...getErrorContext(error) });
  return error;
}

function errorOf(loss: Loss): unknown {
  switch (loss.kind) {
    case 'uncaught':
      return unpackError(loss.error);
    case 'error':
      return codeOf(loss.error) === 'ERR_WORKER_OUT_OF_MEMORY' ? outOfMemory(loss.error) : loss.error;
    case 'exit':
      return lost('WORKER_EXITED', `The worker exited with code ${loss.exitCode} in the middle of its work`);
    case 'timeout':
      return taskTimeout(loss.ms, '; its worker was ended');
    case 'unprepared':
      return lost(
        'WORKER_START_FAILED',
        `The module and its classes were not ready after ${loss.ms} ms; look for endless work at load or in a constructor`,
      );
    case 'dismissed':
      return lost('EXECUTOR_CLOSED', 'The worker was ended because its executor was closed');
  }
}

function outOfMemory(cause: Error): ThreadspanError {
  return lost(
    'WORKER_OUT_OF_MEMORY',
    'The worker ran out of memory; raise `resourceLimits.maxOldGenerationSizeMb` or make the items smaller',
    { cause },
  );
}

function codeOf(error: Error): unknown {
  return (error as { code?: unknown }).code;
}

/**
 * Which item of the chunk brought its worker down; `undefined` when none of those without an outcome did.
 * @param position what the flight recorder says the worker was on
 */
export function offsetAtFault(
  loss: Loss,
  chunk: number,
  received: number,
  position: TaskPosition | undefined,
): number | undefined {
  if (loss.kind === 'dismissed') return undefined;
  // A detached callback names the item it was started by, which need not be the one the worker is on.
  const task = (loss.kind === 'uncaught' ? loss.task : undefined) ?? position;
  return task?.chunk === chunk && task.offset >= received ? task.offset : undefined;
}
