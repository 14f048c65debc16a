import { basename, extname } from 'node:path';
import { getErrorContext } from '@threadspan/context';
import type { CrashContext } from '@threadspan/context';
import {
  captureCrashContext,
  getArrivingErrorContext,
  readWorkerActivity,
  readWorkerTimelines,
} from '@threadspan/context/ports';
import type { WorkerActivity } from '@threadspan/context/ports';
import { codeExcerpt } from './code-excerpt.js';
import { describeContext } from './describe-context.js';
import { describeError } from './describe-error.js';
import { describeTimelines } from './describe-timelines.js';
import { findLocation, findSyntaxErrorLocation, mapStackLine, relativeTo } from './location.js';
import type { FoundLocation } from './location.js';
import { checkRedact } from './own-rules.js';
import type { Redact } from './own-rules.js';
import { readProperty } from '../read-property.js';
import { contextOfRejectedPrimitive } from './rejected-primitive.js';
import { createRedactor } from './redact.js';
import type { Redactor } from './redact.js';
import type { CodeExcerpt, CodeLocation, CrashReport, ReportedError } from '../report.js';
import { SourceMaps } from './source-maps.js';
import { stackLines } from '../stack-frames.js';

/** Whose report it is, and what must not stand in it. */
export interface CollectOptions {
  /** Default: the name of the program's main file. */
  readonly app?: { readonly name: string; readonly version?: string };
  /**
   * Applied to every piece of text after the built-in rules: what a pattern matches becomes `[redacted]`, and where a
   * function throws, the text is left out.
   */
  readonly redact?: Redact;
}

/**
 * What is known of `error` as plain data: where it happened (`getErrorContext`, else the current context), what the
 * other workers were doing, what all of them did in the minute before, and the runtime. Sizes are bounded, obvious
 * secrets redacted, and the home directory is `~`. Never throws, whatever was thrown; only of a wrong `redact` a
 * `CrashHookError` with code `INVALID_OPTION`.
 */
export function collectCrashReport(error: unknown, options: CollectOptions = {}): CrashReport {
  if (options.redact !== undefined) checkRedact(options.redact);
  // First of all: workers go on while the rest is collected, and would be at the end of what they were given by then.
  const time = new Date();
  const activity = attempt(readWorkerActivity, []);
  const lately = attempt(readWorkerTimelines, []);
  const redactor = createRedactor(options.redact);
  const maps = new SourceMaps();
  const reported = attempt(() => describeError(error, { redactor, maps }), UNREADABLE);
  const found = attempt(() => locate(error, maps), undefined);
  const location = attempt(() => found && describeLocation(found.location, redactor), undefined);
  const code = attempt((): CodeExcerpt | undefined => {
    return found?.isTelling ? codeExcerpt(found.location, { redactor, maps }) : undefined;
  }, undefined);
  const context = attempt(() => describeContext(contextOf(error), redactor), { spanHierarchy: [] });
  const otherWorkers = attempt(() => describeOtherWorkers(activity, context, redactor), []);
  const timelines = attempt(
    () => describeTimelines(lately, context.worker?.threadId, time.getTime(), redactor),
    [],
  );
  return {
    version: 1,
    app: options.app ?? { name: attempt(mainName, 'program') },
    time: time.toISOString(),
    error: reported,
    ...(location ? { location } : {}),
    ...(code ? { code } : {}),
    context,
    ...(otherWorkers.length > 0 ? { otherWorkers } : {}),
    ...(timelines.length > 0 ? { timelines } : {}),
    runtime: {
      node: process.version,
      platform: process.platform,
      arch: process.arch,
      pid: process.pid,
      argv: attempt(() => redactor.argv(process.argv), []),
    },
  };
}

const UNREADABLE: ReportedError = { name: 'Error', message: 'what was thrown could not be read', stack: '' };

// One part that fails must not take the others with it.
function attempt<T>(part: () => T, otherwise: T): T {
  try {
    return part();
  } catch {
    return otherwise;
  }
}

// An error that wraps another one outside of all annotated frames happened where its cause did.
function contextOf(error: unknown): CrashContext {
  const own = getArrivingErrorContext(error) ?? contextOfRejectedPrimitive(error);
  if (own) return own;
  const current = captureCrashContext();
  if (saysWhere(current)) return current;
  let cause = readProperty(error, 'cause');
  for (let depth = 0; depth < 16 && cause !== undefined; depth++) {
    const context = getErrorContext(cause);
    if (context) return context;
    cause = readProperty(cause, 'cause');
  }
  return current;
}

function saysWhere(context: CrashContext): boolean {
  return [context.phase, context.currentFile, context.currentFunction, context.spanHierarchy[0]].some(
    Boolean,
  );
}

function describeOtherWorkers(
  activity: readonly WorkerActivity[],
  context: CrashContext,
  redactor: Redactor,
): WorkerActivity[] {
  const crashed = context.worker?.threadId;
  return activity
    .filter(({ worker }) => crashed === undefined || worker?.threadId !== crashed)
    .slice(0, 256)
    .map((activity) => describeContext(activity, redactor));
}

// By the stack as it was, as redaction may change the paths in the one that is reported.
function locate(error: unknown, maps: SourceMaps): FoundLocation | undefined {
  const stack = readProperty(error, 'stack');
  const message = readProperty(error, 'message');
  if (typeof stack !== 'string') return undefined;
  const unparsed = findSyntaxErrorLocation(stack);
  if (unparsed) return { location: unparsed, isTelling: true };
  const lines = stackLines(stack, typeof message === 'string' ? message : '');
  return findLocation(lines.map((line) => mapStackLine(line, maps)));
}

function describeLocation(location: CodeLocation, redactor: Redactor): CodeLocation {
  // The working directory may be gone.
  const seen = attempt(() => relativeTo(process.cwd(), location), location);
  return { ...seen, file: redactor.text(seen.file, 1_000) };
}

function mainName(): string {
  const main = process.argv[1];
  return main === undefined ? 'node' : basename(main, extname(main)) || 'node';
}
