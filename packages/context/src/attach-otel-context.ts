import { AsyncLocalStorage } from 'node:async_hooks';
import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { contextManager } from './scope.js';

interface Manager {
  attach?(otel: Context): Disposable | { dispose(): void };
  readonly _asyncLocalStorage?: unknown;
}

/**
 * Makes `otel` the active OpenTelemetry context of this asynchronous flow, where the context manager knows how.
 * @returns what makes the former one active again
 */
export function attachOtelContext(otel: Context): () => void {
  const manager = contextManager() as Manager | undefined;
  // What `context.attach` (api 1.10) calls; asked directly, because it warns where there is no such manager.
  const token = manager?.attach?.(otel);
  if (token) return () => (Symbol.dispose in token ? token[Symbol.dispose]() : token.dispose());
  // Older managers have no way in but a callback; the standard one has a storage.
  const storage = manager?._asyncLocalStorage;
  if (!(storage instanceof AsyncLocalStorage)) return () => undefined;
  const former = context.active();
  storage.enterWith(otel);
  return () => storage.enterWith(former);
}
