import type { CrashContext } from '@threadspan/context';
import type { WorkerActivity } from '@threadspan/context/ports';

/** What is known of a crash. Plain, bounded, redacted data: `JSON.stringify` always works on it. */
export interface CrashReport {
  /** Of this format. */
  readonly version: 1;
  readonly app: { readonly name: string; readonly version?: string };
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly error: ReportedError;
  /** Top frame of the program's own code; relative to the working directory when inside it. */
  readonly location?: CodeLocation;
  readonly context: CrashContext;
  /** What the workers that did not crash were doing. */
  readonly otherWorkers?: readonly WorkerActivity[];
  readonly runtime: {
    readonly node: string;
    readonly platform: string;
    readonly arch: string;
    readonly pid: number;
    readonly argv: readonly string[];
  };
}

/** A thrown value. Of one that is no error, `name` says what it is ("Thrown string"). */
export interface ReportedError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  /** Empty when there is none. */
  readonly stack: string;
  readonly cause?: ReportedError;
  /** Of an `AggregateError`. */
  readonly errors?: readonly ReportedError[];
  /** Where a cause or an aggregated error happened; the top error's is the report's own `context`. */
  readonly context?: CrashContext;
}

/** `line` and `column` count from 1. */
export interface CodeLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
