import { join } from 'node:path';
import { ProxyTracerProvider, context, diag, propagation, trace } from '@opentelemetry/api';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan, Sampler, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { SpanLevel } from '@threadspan/context';
import { globalState, registerWorkerExtension, setRecordLevel } from '@threadspan/context/ports';
import { TracingError } from './errors.js';
import { HierarchyProcessor } from './hierarchy-processor.js';
import { lateSampling } from './late-sampling.js';
import { resolveLevel } from './level.js';
import { toReadableSpan } from './span-record.js';
import { RELAY_NAME } from './worker-relay.js';
import type { RelayConfig, RelayedSpan } from './worker-relay.js';

export interface TracingOptions {
  /** Default: `OTEL_SERVICE_NAME`, else the SDK's. */
  readonly serviceName?: string;
  /** They get the spans of this thread and of all workers. Default: none; then only the hierarchy is kept. */
  readonly spanProcessors?: readonly SpanProcessor[];
  /** Decides here, for the workers too. Default: `OTEL_TRACES_SAMPLER`, else everything with a sampled parent. */
  readonly sampler?: Sampler;
  /** Spans beyond this level are not recorded: phases are `info`, files `debug`. Default: `THREADSPAN_LOG`, else `debug`. */
  readonly level?: SpanLevel;
}

/** Tracing, while it is set up. */
export interface Tracing extends AsyncDisposable {
  forceFlush(): Promise<void>;
  /** Flushes and shuts down the processors, and takes the tracer provider out of the OpenTelemetry API. */
  shutdown(): Promise<void>;
}

const state = globalState('tracing', () => ({ active: false }));

/**
 * Makes a `NodeTracerProvider` the global one, tracks the hierarchy of all spans, and brings the spans that worker
 * threads finish to the processors given here: one exporter sees one complete trace. Call it before the executor's
 * first task.
 *
 * @throws TracingError `ALREADY_ACTIVE` until the former set-up is shut down, or when the program has registered a
 *   tracer provider of its own; `INVALID_LEVEL`
 */
export function initTracing(options: TracingOptions = {}): Tracing {
  const level = resolveLevel(options.level, process.env['THREADSPAN_LOG']);
  if (state.active) {
    throw new TracingError('ALREADY_ACTIVE', 'Tracing is set up already; shut the former one down first');
  }
  if (hasTracerProvider()) {
    throw new TracingError(
      'ALREADY_ACTIVE',
      'Another tracer provider is registered already; leave the set-up of the SDK to initTracing()',
    );
  }
  const { serviceName = process.env['OTEL_SERVICE_NAME'], spanProcessors = [], sampler } = options;
  const resource = defaultResource().merge(
    resourceFromAttributes(serviceName ? { 'service.name': serviceName } : {}),
  );
  const provider = new NodeTracerProvider({
    resource,
    ...(sampler ? { sampler } : {}),
    spanProcessors: [new HierarchyProcessor(), ...spanProcessors],
  });
  const isSampled = sampler ? lateSampling(sampler) : () => true;
  let stopped: Promise<void> | undefined;
  const unregister = registerWorkerExtension({
    name: RELAY_NAME,
    module: join(__dirname, 'worker-relay.js'),
    config: (): RelayConfig => ({ level, hasSampler: sampler !== undefined }),
    receive(payload) {
      if (stopped) return;
      for (const { span, beganInWorker, thread } of payload as RelayedSpan[]) {
        const readable = toReadableSpan(span, resource, thread);
        if (!beganInWorker || isSampled(readable)) for (const each of spanProcessors) hand(readable, each);
      }
    },
  });
  provider.register();
  setRecordLevel(level);
  state.active = true;

  const restore = () => {
    for (const api of [trace, context, propagation]) api.disable();
    setRecordLevel('debug');
    state.active = false;
  };
  const stop = () => {
    unregister();
    return provider
      .forceFlush()
      .finally(() => provider.shutdown())
      .finally(restore);
  };
  const shutdown = () => (stopped ??= stop());
  return { forceFlush: () => provider.forceFlush(), shutdown, [Symbol.asyncDispose]: shutdown };
}

// A processor that throws must not keep the worker's results from their callers.
function hand(span: ReadableSpan, processor: SpanProcessor): void {
  try {
    processor.onEnd(span);
  } catch (error) {
    diag.error('threadspan: a span processor failed on a span of a worker', error);
  }
}

function hasTracerProvider(): boolean {
  const current = trace.getTracerProvider() as ProxyTracerProvider;
  return current.getDelegate() !== new ProxyTracerProvider().getDelegate();
}
