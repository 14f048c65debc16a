import { INVALID_SPAN_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Context, Link, Span, SpanKind, SpanOptions, Tracer } from '@opentelemetry/api';
import type { AnalysisPhase } from './analysis-context.js';
import { attempt, reportFailure } from './attempt.js';
import { incrementFailed, incrementProcessed } from './progress.js';
import { messageOf, recordException } from './record-exception.js';
import { isRecorded } from './record-level.js';
import type { SpanLevel } from './record-level.js';
import { runInScope } from './run-in-scope.js';
import type { Ending } from './run-in-scope.js';
import { Scope, callInScope, contextManager, currentScope, hasOtelSdk } from './scope.js';
import { scopeWith } from './scoped.js';
import { Frame, innermostFrame, trackedFrame } from './span-frame.js';

/** What to open around a call: a span, a frame of the hierarchy, and optionally a phase and a file. */
export interface SpanSpec<R = unknown> {
  readonly name: string;
  readonly kind?: SpanKind | undefined;
  readonly attributes?: Attributes | undefined;
  readonly links?: Link[] | undefined;
  /** Default: `info`. */
  readonly level?: SpanLevel | undefined;
  /** Starts a trace, and a hierarchy, of its own. Default: false. */
  readonly newRoot?: boolean | undefined;
  readonly phase?: AnalysisPhase | undefined;
  readonly currentFile?: string | undefined;
  /**
   * Counts one item of the shared progress when the work ends, well or badly; not inside of the same file, which is
   * counted already. Default: false.
   */
  readonly countsProgress?: boolean | undefined;
  /** Attributes known only from the result; not called for a call that failed. */
  readonly resultAttributes?: ((result: Awaited<R>) => Attributes | undefined) | undefined;
}

const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** Asked of a result: true when its work goes on, and the span is ended later by whoever said so. */
export type KeepsOpen = (result: unknown, open: OpenSpan) => boolean;

/** Opens what `spec` says, calls `fn` inside, and closes it when the call has returned, thrown or settled. */
export function runSpan<R>(spec: SpanSpec<R>, fn: (span: Span) => R): R {
  const open = openSpan(spec);
  return runInScope(open.scope, () => fn(open.span), open);
}

/** Opens what `spec` says, for work that its caller runs inside, in one step or in many, and ends. */
export function openSpan<R>(spec: SpanSpec<R>, keepsOpen?: KeepsOpen): OpenSpan<R> {
  const outside = currentScope();
  const active = contextManager()?.active() ?? outside.otel;
  const outerContext = spec.newRoot ? trace.deleteSpan(active) : active;
  const outerSpan = trace.getSpan(outerContext);
  const wanted = hasOtelSdk() && isRecorded(spec.level ?? 'info');
  const started = wanted ? startSpan(spec, outerContext) : undefined;
  const recorded = started !== undefined;
  const span = started ?? placeholder(outerSpan);
  const otel = recorded ? trace.setSpan(outerContext, span) : outerContext;
  const counts =
    spec.countsProgress === true && !(outside.openFiles > 0 && outside.currentFile === spec.currentFile);
  const scope = scopeFor(spec, span, recorded, outerSpan, otel, outside, counts);
  return new OpenSpan(spec, span, scope, recorded, outerSpan, counts, keepsOpen);
}

/** Remembers this place, to open spans in it later. */
export function spanOpener(): <R>(spec: SpanSpec<R>) => OpenSpan<R> {
  const here = scopeWith({});
  return (spec) => callInScope(here, () => openSpan(spec));
}

// Stands for a span that is not recorded: what is set on it must not end up on the span outside.
function placeholder(outerSpan: Span | undefined): Span {
  return outerSpan === undefined ? NO_SPAN : trace.wrapSpanContext(outerSpan.spanContext());
}

// The SDK calls samplers and span processors, which may fail; the work is done without a span then.
function startSpan(spec: SpanSpec<never>, parent: Context): Span | undefined {
  try {
    // The spec has the fields of the options, and is passed as it is: a copy would cost as much as the scope.
    return tracer().startSpan(spec.name, spec as SpanOptions, parent);
  } catch (error) {
    reportFailure('a span could not be started', error);
    return undefined;
  }
}

function scopeFor(
  spec: SpanSpec<never>,
  span: Span,
  recorded: boolean,
  outerSpan: Span | undefined,
  otel: Context,
  outside: Scope,
  counts: boolean,
): Scope {
  // Where a tracker saw the span start, its frame is there already, with the user's own spans as parents.
  const frame =
    (recorded && !spec.newRoot ? trackedFrame(span) : undefined) ??
    new Frame(
      spec.name,
      spec.attributes,
      recorded ? span : outerSpan,
      recorded,
      spec.newRoot ? undefined : innermostFrame(outside.frame, outerSpan),
    );
  return new Scope(
    spec.phase ?? outside.phase,
    spec.currentFile ?? outside.currentFile,
    outside.currentFunction,
    frame,
    otel,
    outside.openFiles + (counts ? 1 : 0),
  );
}

/** A span, recorded or not, and what has to be done when its work ends. */
export class OpenSpan<R = unknown> implements Ending<R> {
  constructor(
    readonly spec: SpanSpec<R>,
    readonly span: Span,
    readonly scope: Scope,
    readonly recorded: boolean,
    readonly outerSpan: Span | undefined,
    readonly counts: boolean,
    readonly keepsOpen: KeepsOpen | undefined,
  ) {}

  /** Runs a step of the work; nothing ends with it, unless by `ending`. */
  run<T>(step: () => T, ending?: Ending<T>): T {
    return runInScope(this.scope, step, ending);
  }

  /** Ends the work with its result, unless `keepsOpen` says that it goes on. */
  succeed(result: Awaited<R>): void {
    if (this.keepsOpen?.(result, this as OpenSpan)) return;
    this.complete(result);
  }

  /** Ends the work with its result. */
  complete(result: Awaited<R>): void {
    const { span } = this;
    const { resultAttributes } = this.spec;
    if (resultAttributes && this.recorded) {
      attempt(() => setResultAttributes(resultAttributes, span, result), NO_ATTRIBUTES);
    }
    this.finish();
  }

  /** Ends the work where it has no result: somebody wanted no more of it. */
  finish(): void {
    if (this.counts) incrementProcessed();
    if (this.recorded) end(this.span);
  }

  /** Ends the work with what was thrown. */
  fail(error: unknown): void {
    const { span } = this;
    if (this.counts) {
      incrementFailed();
      incrementProcessed();
    }
    if (!this.recorded) return;
    attempt(() => setFailed(span, error, this.outerSpan), 'an error could not be recorded on its span');
    end(span);
  }
}

function end(span: Span): void {
  try {
    span.end();
  } catch (error) {
    reportFailure('a span could not be ended', error);
  }
}

function setFailed(span: Span, error: unknown, outerSpan: Span | undefined): void {
  if (!span.isRecording()) return;
  span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
  recordException(span, error, outerSpan);
}

const NO_ATTRIBUTES = 'the attributes of a result could not be set on its span';

function setResultAttributes<R>(
  ask: (result: Awaited<R>) => Attributes | undefined,
  span: Span,
  result: Awaited<R>,
): void {
  if (span.isRecording()) span.setAttributes(ask(result) ?? {});
}

// Looking a tracer up costs more than a no-op span, so it is kept for as long as its provider is the global one.
let provider: unknown;
let cachedTracer: Tracer | undefined;

function tracer(): Tracer {
  const current = trace.getTracerProvider();
  if (cachedTracer === undefined || provider !== current) {
    provider = current;
    cachedTracer = current.getTracer('@threadspan/context');
  }
  return cachedTracer;
}
