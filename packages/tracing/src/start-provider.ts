import { context, isSpanContextValid, propagation, trace } from '@opentelemetry/api';
import type { Context, Tracer, TracerProvider } from '@opentelemetry/api';
import { trackSpan } from '@threadspan/context/ports';
import { configuredPropagator } from './configured-propagator.js';
import { configuredSpanLimits } from './environment.js';
import { isInstalled } from './installed-api.js';
import type { Sdk, SdkProvider } from './sdk.js';
import type { Resource, Sampler, SpanProcessor } from './sdk-types.js';

export interface ProviderOptions {
  readonly resource: Resource;
  readonly sampler?: Sampler | undefined;
  readonly spanProcessors: readonly SpanProcessor[];
}

export interface StartedProvider {
  readonly provider: SdkProvider;
  /** Takes the provider, and what else was registered with it, out of the OpenTelemetry API. */
  unregister(): void;
}

/** Makes a tracer provider the global one, with a context manager and a propagator where the program has none. */
export function startProvider(
  sdk: Sdk,
  { resource, sampler, spanProcessors }: ProviderOptions,
): StartedProvider {
  const provider = new sdk.Provider({
    // The types of the two lines differ in nothing that matters here.
    resource: resource as never,
    ...(sampler ? { sampler } : {}),
    spanLimits: configuredSpanLimits(sdk),
    spanProcessors: spanProcessors as never,
  });
  trackUnsampledSpans(provider);
  trace.setGlobalTracerProvider(provider);
  const registered: { disable(): void }[] = [trace];
  if (!isInstalled('context')) {
    context.setGlobalContextManager(new sdk.hooks.AsyncLocalStorageContextManager().enable());
    registered.push(context);
  }
  if (!isInstalled('propagation')) {
    propagation.setGlobalPropagator(configuredPropagator(sdk));
    registered.push(propagation);
  }
  return { provider, unregister: () => registered.forEach((api) => api.disable()) };
}

// No processor hears of a span that is not sampled, but the hierarchy has it: the tracers themselves tell.
function trackUnsampledSpans(provider: TracerProvider): void {
  const getTracer = provider.getTracer.bind(provider);
  const known = new WeakSet<Tracer>();
  provider.getTracer = (...args) => {
    const tracer = getTracer(...args);
    if (known.has(tracer)) return tracer;
    known.add(tracer);
    const startSpan = tracer.startSpan.bind(tracer);
    tracer.startSpan = (name, options, parent: Context = context.active()) => {
      const span = startSpan(name, options, parent);
      if (!span.isRecording() && isSpanContextValid(span.spanContext())) {
        trackSpan(span, name, options?.root ? trace.deleteSpan(parent) : parent, options?.attributes);
      }
      return span;
    };
    return tracer;
  };
}
