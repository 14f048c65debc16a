import { isSpanContextValid, trace } from '@opentelemetry/api';
import type { Context, SpanContext } from '@opentelemetry/api';
import { cutAnalysis } from './analysis-context.js';
import type { AnalysisContext } from './analysis-context.js';
import { warn } from './attempt.js';
import { attachOtelContext } from './attach-otel-context.js';
import { CARRIER_VERSION, readCarrier } from './carrier.js';
import type { ContextCarrier } from './carrier.js';
import { captureAccessors, runWithAccessors } from './context-accessor.js';
import type { AccessorValues } from './context-accessor.js';
import { enterGuarded } from './guard.js';
import type { ContextGuard } from './guard.js';
import { injectContext } from './propagation-fields.js';
import { runInScope } from './run-in-scope.js';
import { EMPTY_SCOPE, KeptCarrier, Scope, activeOtelContext, contextManager, currentScope } from './scope.js';
import { framesText } from './frame-text.js';
import { Frame, innermostFrame, rememberFrame, toSpanFrames } from './span-frame.js';
import type { SpanFrame } from './span-frame.js';

/** Ends what {@link ParallelContext.enter} began. */
export type ParallelContextGuard = ContextGuard;

// Within the budget of a hierarchy, see `withinBudget`.
const MAX_KEPT_TEXT = 65_536;

let partsOf: (context: ParallelContext) => { readonly scope: Scope; readonly accessors: AccessorValues };

/**
 * Everything that ties work to where it was asked for: active span, baggage, analysis context, span hierarchy
 * and registered accessors. Capture it once, run any number of calls in it, on this thread or, through a
 * carrier, on another one.
 */
export class ParallelContext {
  readonly #scope: Scope;
  readonly #accessors: AccessorValues;

  static {
    partsOf = (context) => ({ scope: context.#scope, accessors: context.#accessors });
  }

  private constructor(scope: Scope, accessors: AccessorValues) {
    this.#scope = scope;
    this.#accessors = accessors;
  }

  /** Captures the context of the caller. */
  static capture(): ParallelContext {
    const outside = currentScope();
    const otel = activeOtelContext();
    const frame = innermostFrame(outside.frame, trace.getSpan(otel));
    const scope = new Scope(outside.phase, outside.currentFile, outside.currentFunction, frame, otel, 0);
    scope.carrier = outside.carrier ??= new KeptCarrier();
    return new ParallelContext(scope, captureAccessors());
  }

  /**
   * Reads what {@link toCarrier} made. Never throws: from garbage comes an empty context, with a warning
   * through `diag`.
   */
  static fromCarrier(carrier: unknown): ParallelContext {
    try {
      const { otel, analysis, hierarchy, accessors } = readCarrier(carrier);
      const { phase, currentFile, currentFunction } = analysis;
      const frame = linkFrames(hierarchy, otel);
      return new ParallelContext(new Scope(phase, currentFile, currentFunction, frame, otel, 0), accessors);
    } catch (error) {
      warn('a context carrier could not be read and was ignored', error);
      return new ParallelContext(EMPTY_SCOPE, new Map());
    }
  }

  /** The captured phase, file and function; empty where none was set. */
  get analysisContext(): AnalysisContext {
    return this.#scope.analysis;
  }

  /** The captured span; `undefined` where none was active. */
  get spanContext(): SpanContext | undefined {
    const spanContext = trace.getSpanContext(this.#scope.otel);
    return spanContext && isSpanContextValid(spanContext) ? spanContext : undefined;
  }

  /** Outermost span first. */
  get spanHierarchy(): readonly SpanFrame[] {
    return toSpanFrames(this.#scope.frame);
  }

  /** Runs `fn`, sync or async, in this context and returns what it returns. */
  run<R>(fn: () => R): R {
    return this.#accessors.size === 0 ? runInScope(this.#scope, fn) : this.#runWithAccessors(fn);
  }

  // Apart, since a closure would cost every call of `run` its memory.
  #runWithAccessors<R>(fn: () => R): R {
    return runInScope(this.#scope, () => runWithAccessors(this.#accessors, fn));
  }

  /** A function that calls `fn` in this context, with the `this` and the arguments it is called with. */
  bind<This, A extends unknown[], R>(fn: (this: This, ...args: A) => R): (this: This, ...args: A) => R {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- `this` of the bound function is the user's
    const captured = this;
    return function (this: This, ...args: A): R {
      return captured.run(() => fn.apply(this, args));
    };
  }

  /**
   * Makes this context the current one until the guard is disposed: `using _ = context.enter()`.
   *
   * For synchronous scopes; {@link run} is right everywhere. Caveats: before the first `await` of an async function
   * the change is seen by its caller too, and stays there; errors that leave the block are not annotated; accessors
   * are not entered, since they only know how to run a function; a guard disposed out of order, or in another async
   * context, leaves the current context alone and warns through `diag`.
   */
  enter(): ParallelContextGuard {
    const s = this.#scope;
    const own = new Scope(s.phase, s.currentFile, s.currentFunction, s.frame, s.otel, 0);
    return enterGuarded(own, attachOtelContext(s.otel));
  }

  /** This context as plain data. Very long texts and very deep hierarchies are cut in the middle and say so. */
  toCarrier(): ContextCarrier {
    return {
      version: CARRIER_VERSION,
      propagation: injectContext(this.#scope.otel),
      analysis: cutAnalysis(this.#scope.analysis),
      hierarchy: this.spanHierarchy,
      ...(this.#accessors.size > 0 ? { accessors: Object.fromEntries(this.#accessors) } : {}),
    };
  }
}

/**
 * The carrier of a context as JSON: a string is copied to another thread in one go, and is the same for all that was
 * captured at one place. `undefined` where accessors have values, which need not fit into JSON.
 */
export function carrierText(context: ParallelContext): string | undefined {
  const { scope, accessors } = partsOf(context);
  if (accessors.size > 0) return undefined;
  const frames = framesText(scope.frame);
  // What is cut is not kept.
  if (frames === undefined || frames.length > MAX_KEPT_TEXT) return JSON.stringify(context.toCarrier());
  const propagation = JSON.stringify(injectContext(scope.otel));
  const kept = (scope.carrier ??= new KeptCarrier());
  if (kept.frames !== frames || kept.propagation !== propagation) {
    const rest = `"analysis":${JSON.stringify(cutAnalysis(scope.analysis))},"hierarchy":[${frames}]`;
    kept.text = `{"version":${CARRIER_VERSION},"propagation":${propagation},${rest}}`;
    kept.frames = frames;
    kept.propagation = propagation;
  }
  return kept.text;
}

/**
 * Whether work that runs in the context one after the other can share one `run`: nothing but our own scope is in force
 * there, which each piece of work leaves as it was.
 */
export function canBeShared(context: ParallelContext): boolean {
  return partsOf(context).accessors.size === 0 && contextManager() === undefined;
}

// The frames of another thread become a chain here; the innermost one stands for the remote parent span.
function linkFrames(frames: readonly SpanFrame[], otel: Context): Frame | undefined {
  const remote = trace.getSpan(otel);
  let innermost: Frame | undefined;
  frames.forEach(({ name, attributes, traceId, spanId, omitted }, position) => {
    const known = traceId && spanId ? trace.wrapSpanContext({ traceId, spanId, traceFlags: 0 }) : undefined;
    const isLast = position === frames.length - 1;
    const span = known ?? (isLast ? remote : undefined);
    innermost = new Frame(name, attributes, span, known !== undefined, innermost, omitted);
  });
  if (remote && innermost) rememberFrame(remote, innermost);
  return innermost;
}

/** `ctx.run(fn)` as a function. */
export function withParallelContext<R>(ctx: ParallelContext, fn: () => R): R {
  return ctx.run(fn);
}
