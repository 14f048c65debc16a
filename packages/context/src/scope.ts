import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, context, trace } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { AnalysisContext, AnalysisPhase } from './analysis-context.js';
import { globalState } from './global-state.js';
import { innermostFrame } from './span-frame.js';
import type { Frame } from './span-frame.js';

/** What one asynchronous flow is inside of. Immutable; a change makes a new scope. */
export class Scope {
  #analysis: AnalysisContext | undefined;

  constructor(
    readonly phase: AnalysisPhase | undefined,
    readonly currentFile: string | undefined,
    readonly currentFunction: string | undefined,
    readonly frame: Frame | undefined,
    /** The OpenTelemetry context, kept here too because without a context manager nobody else keeps it. */
    readonly otel: Context,
    /** How many files are open here that still have to be counted as processed. */
    readonly openFiles: number,
  ) {}

  get analysis(): AnalysisContext {
    return (this.#analysis ??= Object.freeze({
      ...(this.phase === undefined ? {} : { phase: this.phase }),
      ...(this.currentFile === undefined ? {} : { currentFile: this.currentFile }),
      ...(this.currentFunction === undefined ? {} : { currentFunction: this.currentFunction }),
    }));
  }
}

export const EMPTY_SCOPE = new Scope(undefined, undefined, undefined, undefined, ROOT_CONTEXT, 0);

const state = globalState('scope', () => ({ storage: new AsyncLocalStorage<Scope>() }));

export function currentScope(): Scope {
  return state.storage.getStore() ?? EMPTY_SCOPE;
}

/** Calls `fn` with `scope` as the current one, and nothing more; see `runInScope` for the whole. */
export function callInScope<A extends unknown[], R>(scope: Scope, fn: (...args: A) => R, args: A): R {
  return state.storage.run(scope, fn, ...args);
}

/** Makes `scope` the current one for the rest of this asynchronous flow; the caller restores. */
export function enterScope(scope: Scope): void {
  state.storage.enterWith(scope);
}

// The API keeps its singletons under this key, the same in every copy and release of its 1.x line.
const OTEL_GLOBAL = Symbol.for('opentelemetry.js.api.1');

/** The installed OpenTelemetry context manager; without one, `context.active()` is always the root. */
export function contextManager(): object | undefined {
  return (globalThis as { [OTEL_GLOBAL]?: { context?: object } })[OTEL_GLOBAL]?.context;
}

/** The active OpenTelemetry context, also where no context manager is installed. */
export function activeOtelContext(): Context {
  return contextManager() === undefined ? currentScope().otel : context.active();
}

/** The innermost frame of the hierarchy: our own, or a span of the user's on top of it. */
export function currentFrame(): Frame | undefined {
  return innermostFrame(currentScope().frame, trace.getSpan(activeOtelContext()));
}
