import { AsyncLocalStorage } from 'node:async_hooks';
import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { contextManager } from './scope.js';

type Token = Disposable | { dispose(): void };

/**
 * Makes `otel` the active OpenTelemetry context of this asynchronous flow.
 * @returns what makes the former one active again
 */
export function attachOtelContext(otel: Context): () => void {
  const { attach } = context as unknown as { attach?: (ctx: Context) => Token };
  if (attach) {
    const token = attach.call(context, otel);
    return () => (Symbol.dispose in token ? token[Symbol.dispose]() : (token as { dispose(): void }).dispose());
  }
  // Before `context.attach` (api 1.10) the API had no way in but a callback; the standard manager has a storage.
  const storage = (contextManager() as { _asyncLocalStorage?: unknown } | undefined)?._asyncLocalStorage;
  if (!(storage instanceof AsyncLocalStorage)) return () => undefined;
  const former = context.active();
  storage.enterWith(otel);
  return () => storage.enterWith(former);
}
