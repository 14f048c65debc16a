import type { SpanLevel } from '@threadspan/context';
import { configuredProcessors } from './configured-processors.js';
import { configuredResource, configuredSampler, isSdkDisabled, logAsConfigured } from './environment.js';
import { TracingError } from './errors.js';
import { hasTracerProvider } from './installed-api.js';
import { loadSdk } from './sdk.js';
import type { Sampler, SpanProcessor } from './sdk-types.js';
import { startProvider } from './start-provider.js';
import { WorkerSpanProcessor } from './worker-span-processor.js';
import { activeRelay } from './worker-spans.js';

/** Where spans go, and which are recorded. */
export interface TracingOptions {
  /** Default: `OTEL_SERVICE_NAME`, else the SDK's. */
  readonly serviceName?: string | undefined;
  /**
   * They get the spans of this thread and of all workers. Default: what `OTEL_TRACES_EXPORTER` says, else none; then
   * only the hierarchy is kept.
   */
  readonly spanProcessors?: readonly SpanProcessor[] | undefined;
  /** Decides here, for the workers too. Default: `OTEL_TRACES_SAMPLER`, else everything with a sampled parent. */
  readonly sampler?: Sampler | undefined;
  /** Spans beyond this level are not recorded: phases are `info`, files `debug`. Default: `THREADSPAN_LOG`, else `debug`. */
  readonly level?: SpanLevel | undefined;
  /** How long `forceFlush` and `shutdown` wait for what the workers hold, in ms. Default: 5,000. */
  readonly flushTimeout?: number | undefined;
}

/**
 * Tracing, while it is set up. Disposing of it, as `await using` does, is `shutdown()` with a process warning in place
 * of a rejection: a backend that can't be reached must not fail the block, nor hide the error that ended it.
 */
export interface Tracing extends AsyncDisposable {
  /** Brings home what the workers hold, and has the processors export everything. */
  forceFlush(): Promise<void>;
  /**
   * Flushes and shuts down the processors, and takes the tracer provider out of the OpenTelemetry API. Rejects with what
   * a processor failed with, when the rest is done.
   */
  shutdown(): Promise<void>;
}

/**
 * Makes an OpenTelemetry SDK the global one, tracks the hierarchy of all spans, and brings the spans that worker
 * threads finish to the processors given here: one exporter sees one complete trace. Call it before the executor's
 * first task: workers that were started before are not traced, of which a process warning tells. The `OTEL_…` variables are followed where no option says otherwise; with `OTEL_SDK_DISABLED`, and in a
 * worker whose spans go to the main thread already, it does nothing.
 *
 * @throws TracingError `ALREADY_ACTIVE` while a tracer provider is registered, by a former call or by the program;
 *   `INVALID_LEVEL`, `INVALID_ARGUMENT`, `NO_SDK`
 */
export function initTracing(options: TracingOptions = {}): Tracing {
  if (activeRelay()) return handle(nothing, nothing);
  if (hasTracerProvider()) {
    throw new TracingError(
      'ALREADY_ACTIVE',
      'Expected no tracer provider to be registered yet; shut a former set-up down first, or, in a program that sets ' +
        'up an SDK of its own, leave initTracing() out and wrap its span processor with withWorkerSpans()',
    );
  }
  const sdk = loadSdk();
  if (isSdkDisabled(sdk)) return handle(nothing, nothing);
  logAsConfigured(sdk);
  const { serviceName, sampler = configuredSampler(sdk), level, flushTimeout } = options;
  const resource = configuredResource(sdk, serviceName);
  const processors = options.spanProcessors ?? configuredProcessors(sdk);
  const processor = new WorkerSpanProcessor(processors, { sampler, level, flushTimeout }, resource);
  const started = startProvider(sdk, { resource, sampler, spanProcessors: [processor] });
  const { provider } = started;
  // A provider rejects with a list of what its processors failed with; this one has one processor.
  const flush = () => provider.forceFlush().catch((errors: unknown) => Promise.reject([errors].flat()[0]));
  const stop = () =>
    flush()
      // The workers have been waited for, for as long as they may be.
      .finally(() => processor.detach())
      .finally(() => provider.shutdown())
      .finally(() => started.unregister());
  let stopped: Promise<void> | undefined;
  return handle(flush, () => (stopped ??= stop()));
}

async function nothing(): Promise<void> {}

function handle(forceFlush: () => Promise<void>, shutdown: () => Promise<void>): Tracing {
  return { forceFlush, shutdown, [Symbol.asyncDispose]: () => shutdown().catch(warn) };
}

function warn(error: unknown): void {
  process.emitWarning(`threadspan: the last spans may be lost: ${String(error)}`);
}
