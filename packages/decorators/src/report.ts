import { diag } from '@opentelemetry/api';

/** Tells `diag`. The logger behind it is the program's own; what that throws stays here. */
export function report(level: 'error' | 'warn', message: string, ...details: unknown[]): void {
  try {
    diag[level](`threadspan: ${message}`, ...details);
  } catch {
    return; // nobody is left to tell
  }
}
