import { ProxyTracerProvider, trace } from '@opentelemetry/api';

// The API keeps its singletons under this key, the same in every copy and release of its 1.x line.
const API_GLOBAL = Symbol.for('opentelemetry.js.api.1');

/** Whether the program has registered a part of the OpenTelemetry API already. */
export function isInstalled(part: 'diag' | 'context' | 'propagation'): boolean {
  const globals = (globalThis as { [API_GLOBAL]?: Record<string, unknown> })[API_GLOBAL];
  return globals?.[part] !== undefined;
}

/** Whether an SDK has been registered. */
export function hasTracerProvider(): boolean {
  const current = trace.getTracerProvider() as ProxyTracerProvider;
  return current.getDelegate() !== new ProxyTracerProvider().getDelegate();
}
