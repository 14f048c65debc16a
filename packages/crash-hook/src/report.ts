import type { CrashContext } from '@threadspan/context';
import type { WorkerActivity, WorkerTimeline } from '@threadspan/context/ports';

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
  /** The source around `location`. */
  readonly code?: CodeExcerpt;
  readonly context: CrashContext;
  /** What the workers that did not crash were doing. */
  readonly otherWorkers?: readonly WorkerActivity[];
  /** What each worker did up to the crash, the one that crashed included. */
  readonly timelines?: readonly WorkerTimeline[];
  /** What had been reported before in this run of the program. */
  readonly earlierCrashes?: EarlierCrashes;
  /** Of a report on a process that died without a word, made by the next one from what it had left. */
  readonly previousRun?: PreviousRun;
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
  /** Own enumerable fields beside the others here, such as `errno`, `path` or those of the program's own classes. */
  readonly fields?: Readonly<Record<string, string | number | boolean>>;
  readonly cause?: ReportedError;
  /** Of an `AggregateError`; of a `SuppressedError` its `error` and what that suppressed. */
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

/** Some lines of a source file, those that are too long cut on both sides. */
export interface CodeExcerpt {
  /** Number in the file of the first line here, from 1. */
  readonly firstLine: number;
  readonly lines: readonly string[];
  /** Where in the excerpt it is about: number in the file, and column in the line as it is here, both from 1. */
  readonly line: number;
  readonly column: number;
}

/** How many crashes this run of the program had reported before, and the latest of them. */
export interface EarlierCrashes {
  readonly count: number;
  /** The latest of them, at most five, the last one last. */
  readonly latest: readonly EarlierCrash[];
}

/** A crash that was reported before, in brief. */
export interface EarlierCrash {
  /** ISO 8601, UTC. */
  readonly time: string;
  /** Name and start of the message. */
  readonly error: string;
  readonly currentFile?: string;
}

/** A process that died without a word: which one, and what it left. */
export interface PreviousRun {
  readonly pid: number;
  /** ISO 8601, UTC, as is `lastSeen`. */
  readonly startedAt: string;
  /** The last sign of life; the report's `time` is the same. */
  readonly lastSeen: string;
  /** From the diagnostic report that Node itself wrote at its end, where there is one. */
  readonly nodeReport?: {
    /** Why it was written, such as "FatalError". */
    readonly trigger: string;
    /** Such as "Allocation failed - JavaScript heap out of memory". */
    readonly event: string;
    /** Bytes. */
    readonly usedHeap?: number;
    readonly heapLimit?: number;
  };
}
