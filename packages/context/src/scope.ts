import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Context, ContextManager, TracerProvider } from '@opentelemetry/api';
import type { AnalysisContext, AnalysisPhase } from './analysis-context.js';
import { globalState } from './global-state.js';
import { innermostFrame } from './span-frame.js';
import type { Frame } from './span-frame.js';

/** The last carrier that was made of a scope, or of what was captured in it, and of what; see `carrierText`. */
export class KeptCarrier {
  frames: string | undefined;
  propagation: string | undefined;
  text = '';
}

/** What one asynchronous flow is inside of. Immutable; a change makes a new scope. */
export class Scope {
  #analysis: AnalysisContext | undefined;
  carrier: KeptCarrier | undefined = undefined;

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

  /** Phase, file and function, as users see them; always the same object. */
  get analysis(): AnalysisContext {
    return (this.#analysis ??= Object.freeze({
      ...(this.phase === undefined ? {} : { phase: this.phase }),
      ...(this.currentFile === undefined ? {} : { currentFile: this.currentFile }),
      ...(this.currentFunction === undefined ? {} : { currentFunction: this.currentFunction }),
    }));
  }
}

export const EMPTY_SCOPE = new Scope(undefined, undefined, undefined, undefined, ROOT_CONTEXT, 0);

/** What the current scope is kept in. */
export const { storage } = globalState('scope', () => ({ storage: new AsyncLocalStorage<Scope>() }));

export function currentScope(): Scope {
  return storage.getStore() ?? EMPTY_SCOPE;
}

/**
 * Calls `fn` with `scope` as the current one and its OpenTelemetry context as the active one, and nothing more; see
 * `runInScope` for the whole.
 */
export function callInScope<R>(scope: Scope, fn: () => R): R {
  const manager = contextManager();
  return manager === undefined || manager.active() === scope.otel
    ? storage.run(scope, fn)
    : storage.run(scope, callInOtelContext<R>, manager, scope.otel, fn);
}

function callInOtelContext<R>(manager: ContextManager, otel: Context, fn: () => R): R {
  return manager.with(otel, fn);
}

/** Makes `scope` the current one for the rest of this asynchronous flow; the caller restores. */
export function enterScope(scope: Scope): void {
  storage.enterWith(scope);
}

// The API keeps its singletons under this key, the same in every copy and release of its 1.x line.
const OTEL_GLOBAL = Symbol.for('opentelemetry.js.api.1');

interface OtelHost {
  readonly [OTEL_GLOBAL]?: { readonly context?: ContextManager; readonly trace?: TracerProvider };
}

/** The installed OpenTelemetry context manager; without one, `context.active()` is always the root. */
export function contextManager(): ContextManager | undefined {
  return (globalThis as OtelHost)[OTEL_GLOBAL]?.context;
}

/** Whether anything of an SDK is installed; without it, nobody can tell whether a span was started. */
export function hasOtelSdk(): boolean {
  const api = (globalThis as OtelHost)[OTEL_GLOBAL];
  return api?.trace !== undefined || api?.context !== undefined;
}

/** The active OpenTelemetry context, also where no context manager is installed. */
export function activeOtelContext(): Context {
  return contextManager()?.active() ?? currentScope().otel;
}

/** The innermost frame of the hierarchy: our own, or a span of the user's on top of it. */
export function currentFrame(): Frame | undefined {
  return innermostFrame(currentScope().frame, trace.getSpan(activeOtelContext()));
}
