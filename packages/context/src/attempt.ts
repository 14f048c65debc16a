import { diag } from '@opentelemetry/api';

/** Warns through `diag`. The logger behind it is the program's own; what that throws stays here. */
export function warn(message: string, ...details: unknown[]): void {
  try {
    diag.warn(`threadspan: ${message}`, ...details);
  } catch {
    return; // nobody is left to tell
  }
}

/** Tells of a failure of the package's own, or of what is plugged into it, in the same way. */
export function reportFailure(message: string, error: unknown): void {
  try {
    diag.error(`threadspan: ${message}`, error);
  } catch {
    return;
  }
}

/** Calls `fn`; when it fails, that is told, and the user's work goes on without a result of it. */
export function attempt<R>(fn: () => R, failure: string): R | undefined {
  try {
    return fn();
  } catch (error) {
    reportFailure(failure, error);
    return undefined;
  }
}
