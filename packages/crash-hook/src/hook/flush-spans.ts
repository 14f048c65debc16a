import { trace } from '@opentelemetry/api';

interface Flushable {
  forceFlush(): unknown;
}

/** Starts exporting the spans that are finished; `undefined` when no SDK is installed. Never throws or rejects. */
export function flushSpans(): Promise<unknown> | undefined {
  try {
    const global = trace.getTracerProvider() as { getDelegate?(): unknown };
    const provider: unknown = global.getDelegate?.() ?? global; // the api hands out a proxy
    return isFlushable(provider) ? Promise.resolve(provider.forceFlush()).catch(() => undefined) : undefined;
  } catch {
    return undefined;
  }
}

/** Resolves when all promises have settled, or after `timeout` ms. The timer keeps the process alive. */
export async function settleWithin(
  promises: readonly PromiseLike<unknown>[],
  timeout: number,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeout);
  });
  await Promise.race([Promise.allSettled(promises), deadline]);
  clearTimeout(timer);
}

function isFlushable(value: unknown): value is Flushable {
  return (
    typeof value === 'object' &&
    value !== null &&
    'forceFlush' in value &&
    typeof value.forceFlush === 'function'
  );
}
