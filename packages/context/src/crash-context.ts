import { isSpanContextValid, trace } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { AnalysisContext } from './analysis-context.js';
import { annotateMicrotasks } from './annotate-microtasks.js';
import { attempt } from './attempt.js';
import { captureProgress } from './crash-progress.js';
import type { CrashProgress } from './crash-progress.js';
import { globalState } from './global-state.js';
import { isGuardedWithin } from './guarded-scopes.js';
import { activeOtelContext, currentScope, storage } from './scope.js';
import type { Scope } from './scope.js';
import { innermostFrame, toSpanFrames } from './span-frame.js';
import type { SpanFrame } from './span-frame.js';

/** Which worker thread: `index` from 1, of `count` in its pool; `threadId` is Node's. */
export interface WorkerIdentity {
  readonly index: number;
  readonly count: number;
  readonly threadId: number;
}

/** Everything that is known of where an error happened. Plain data. */
export interface CrashContext extends AnalysisContext {
  /** Counts at the moment of the error; absent when nobody set a total. */
  readonly progress?: CrashProgress;
  /** Outermost span first. */
  readonly spanHierarchy: readonly SpanFrame[];
  readonly traceId?: string;
  readonly spanId?: string;
  readonly worker?: WorkerIdentity;
  /** 1 for the first try of a task. */
  readonly attempt?: number;
}

interface ThrownPrimitive {
  readonly value: unknown;
  readonly context: CrashContext;
  /** The scope that it was thrown into; `undefined` when it came from elsewhere, such as another thread. */
  readonly into: Scope | undefined;
}

const state = globalState('crash-context', () => ({
  worker: undefined as WorkerIdentity | undefined,
  ofObjects: new WeakMap<object, CrashContext>(),
  // A thrown primitive can't be a WeakMap key; the latest one is remembered by value.
  ofPrimitive: undefined as ThrownPrimitive | undefined,
}));

/** Says which worker this thread is; part of every crash context from then on. */
export function setWorkerIdentity(worker: WorkerIdentity): void {
  state.worker = worker;
}

/** The crash context of this very place. */
export function captureCrashContext(): CrashContext {
  return describe(currentScope(), activeOtelContext());
}

/** The crash context of a scope that need not be the current one. */
export function describeScope(scope: Scope): CrashContext {
  return describe(scope, scope.otel);
}

function describe(scope: Scope, otel: Context): CrashContext {
  const span = trace.getSpan(otel);
  const spanContext = span?.spanContext();
  const progress = captureProgress();
  return {
    ...scope.analysis,
    ...(progress ? { progress } : {}),
    spanHierarchy: toSpanFrames(innermostFrame(scope.frame, span)),
    ...(spanContext && isSpanContextValid(spanContext)
      ? { traceId: spanContext.traceId, spanId: spanContext.spanId }
      : {}),
    ...(state.worker ? { worker: state.worker } : {}),
  };
}

/**
 * Remembers that `error` left `scope`, unless it left one inside it before: the innermost annotation stays. To be
 * called outside of `scope`.
 */
export function annotateError(error: unknown, scope: Scope): void {
  attempt(() => {
    if (!isWeakKey(error)) annotatePrimitive(error, scope);
    else if (!state.ofObjects.has(error)) state.ofObjects.set(error, describeScope(scope));
  }, 'an error could not be annotated with its context');
}

// A primitive that leaves the very scope it was thrown into before is the same throw; anywhere else it is a new one.
function annotatePrimitive(value: unknown, scope: Scope): void {
  const last = state.ofPrimitive;
  const isSame =
    last && Object.is(last.value, value) && (last.into === undefined || isGuardedWithin(last.into, scope));
  state.ofPrimitive = { value, context: isSame ? last.context : describeScope(scope), into: currentScope() };
}

annotateMicrotasks(storage, annotateError);

/** Sets where an error happened, whatever was known of it before. */
export function setErrorContext(error: unknown, crashContext: CrashContext): void {
  if (isWeakKey(error)) state.ofObjects.set(error, crashContext);
  else state.ofPrimitive = { value: error, context: crashContext, into: undefined };
}

/**
 * For executors: the task that `error` ended is over. When the same object is thrown by another task, as an error
 * that is made once and thrown again and again, that one says where it happened.
 */
export function forgetErrorContext(error: unknown): void {
  if (isWeakKey(error)) state.ofObjects.delete(error);
  else state.ofPrimitive = undefined;
}

/**
 * Where the innermost annotated frame (`withSpan`, `withPhase`, `processFileWithContext`, a decorated method, a
 * worker) saw `error`. `undefined` when it passed none. Of thrown primitives only the latest is remembered.
 */
export function getErrorContext(error: unknown): CrashContext | undefined {
  if (isWeakKey(error)) return state.ofObjects.get(error);
  const last = state.ofPrimitive;
  return last && Object.is(last.value, error) ? last.context : undefined;
}

/**
 * For crash reporters: the same for what has just arrived here. A primitive that was thrown into another scope, and
 * caught there, is another one than an equal one that arrives here.
 */
export function getArrivingErrorContext(error: unknown): CrashContext | undefined {
  const into = isWeakKey(error) ? undefined : state.ofPrimitive?.into;
  return into === undefined || into === currentScope() ? getErrorContext(error) : undefined;
}

function isWeakKey(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
