import type { SpanLevel } from '@threadspan/context';
import { registerProcessSide } from '@threadspan/context/ports';
import { configuredResource, isSdkDisabled, logAsConfigured } from './environment.js';
import { TracingError } from './errors.js';
import { hasTracerProvider } from './installed-api.js';
import { resolveLevel } from './level.js';
import { ProcessRelay } from './process-relay.js';
import { loadSdk } from './sdk.js';
import { startProvider } from './start-provider.js';
import { WorkerSpanProcessor } from './worker-span-processor.js';
import { TRACING, activeRelay, setRelay } from './worker-spans.js';

/** Which spans are recorded. */
export interface SpanRelayOptions {
  /** Spans beyond this level are not recorded. Default: `THREADSPAN_LOG`, else `debug`. */
  readonly level?: SpanLevel | undefined;
}

/**
 * For processes that work for programs on other machines, such as `threadspan-worker`: makes an OpenTelemetry SDK the
 * global one whose spans, and those of all worker threads, go to the program whose trace they belong to, with the results
 * of its calls. The program's own processors export them. Call it before the first call; importing
 * `@threadspan/tracing/relay` does it, too. In a worker thread it does nothing.
 *
 * @throws TracingError `ALREADY_ACTIVE` while a tracer provider is registered; `INVALID_LEVEL`, `NO_SDK`
 */
export function initSpanRelay({ level }: SpanRelayOptions = {}): void {
  if (activeRelay()) return;
  if (hasTracerProvider()) {
    throw new TracingError(
      'ALREADY_ACTIVE',
      'Expected no tracer provider to be registered yet; a process either exports its spans itself or relays them',
    );
  }
  const sdk = loadSdk();
  if (isSdkDisabled(sdk)) return;
  logAsConfigured(sdk);
  const resolved = resolveLevel(level, process.env['THREADSPAN_LOG']);
  const { AlwaysOnSampler, ParentBasedSampler } = sdk.trace;
  startProvider(sdk, {
    resource: configuredResource(sdk, undefined),
    // What the program has decided for a parent holds here; a trace that begins here is judged there.
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: [new WorkerSpanProcessor([], { level: resolved })],
  });
  const relay = new ProcessRelay();
  setRelay(relay, resolved);
  registerProcessSide(TRACING, relay);
}
