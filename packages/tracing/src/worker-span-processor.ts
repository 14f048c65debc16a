import { inspect } from 'node:util';
import { diag } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import type { SpanLevel } from '@threadspan/context';
import { flushWorkers, trackSpan } from '@threadspan/context/ports';
import { configuredResource, configuredSampler } from './environment.js';
import { TracingError } from './errors.js';
import { lateSampling } from './late-sampling.js';
import { resolveLevel } from './level.js';
import { loadSdk } from './sdk.js';
import type { ReadableSpan, Resource, Sampler, SpanProcessor } from './sdk-types.js';
import { toReadableSpan } from './span-record.js';
import type { SpanRecord } from './span-record.js';
import { activeRelay, addSink, isRelaying, isSink } from './worker-spans.js';
import type { WorkerSpanSink } from './worker-spans.js';

/** Which spans of workers are recorded, and how long they are waited for. */
export interface WorkerSpansOptions {
  /** The sampler your SDK has, to judge traces that begin in a worker. Default: `OTEL_TRACES_SAMPLER`. */
  readonly sampler?: Sampler | undefined;
  /** Spans beyond this level are not recorded. Default: `THREADSPAN_LOG`, else `debug`. */
  readonly level?: SpanLevel | undefined;
  /** How long `forceFlush` and `shutdown` wait for what the workers hold, in ms. Default: 5,000. */
  readonly flushTimeout?: number | undefined;
}

// Milliseconds that the spans of this thread wait for those of the workers.
const PATIENCE = 100;

/**
 * For a program that sets up an OpenTelemetry SDK of its own: wraps the processor, or the processors, that are to get
 * the spans of the workers too, and puts all spans of the SDK into the hierarchy.
 *
 * ```ts
 * new NodeSDK({ spanProcessors: [withWorkerSpans(new BatchSpanProcessor(exporter))] }).start();
 * ```
 *
 * Wrap before the executor's first task. The spans of workers come with the resource of the SDK, and only to
 * `onEnd`. Spans of a trace that is not sampled are in the hierarchy only where they were started by this project's
 * packages. Where the set-up runs in the workers too (`node --import ./set-up.js`), it records there, and the spans
 * go to the processor on the main thread.
 *
 * @throws TracingError `INVALID_LEVEL`, `INVALID_ARGUMENT`, `NO_SDK`
 */
export function withWorkerSpans(
  processor: SpanProcessor | readonly SpanProcessor[],
  options: WorkerSpansOptions = {},
): SpanProcessor {
  return new WorkerSpanProcessor([processor].flat(), options);
}

/** Hands the spans of this thread, and of all workers, to other processors. */
export class WorkerSpanProcessor implements SpanProcessor, WorkerSpanSink {
  readonly #processors: readonly SpanProcessor[];
  readonly #flushTimeout: number;
  readonly #isSampled: (span: ReadableSpan) => boolean;
  readonly #remove: () => void;
  #resource: Resource | undefined;

  constructor(
    processors: readonly SpanProcessor[],
    { sampler, level, flushTimeout = 5_000 }: WorkerSpansOptions,
    resource?: Resource,
  ) {
    requireProcessors(processors);
    requireTimeout(flushTimeout);
    this.#processors = processors;
    this.#flushTimeout = flushTimeout;
    this.#resource = resource;
    const judge = sampler ?? configuredSampler(loadSdk());
    this.#isSampled = judge ? lateSampling(judge) : () => true;
    this.#remove = addSink(this, resolveLevel(level, process.env['THREADSPAN_LOG']));
  }

  onStart(span: Span & ReadableSpan, parentContext: Context): void {
    trackSpan(span, span.name, parentContext);
    const relay = activeRelay();
    if (relay) {
      if (isRelaying(this)) relay.onStart(span);
      return;
    }
    this.#resource ??= span.resource;
    for (const processor of this.#processors) processor.onStart(span, parentContext);
  }

  onEnding(span: Span & ReadableSpan): void {
    if (activeRelay()) return;
    for (const processor of this.#processors) processor.onEnding?.(span);
  }

  onEnd(span: ReadableSpan): void {
    const relay = activeRelay();
    if (relay) {
      if (isRelaying(this)) relay.onEnd(span);
      return;
    }
    for (const processor of this.#processors) processor.onEnd(span);
  }

  receive(record: SpanRecord): void {
    const span = toReadableSpan(record, (this.#resource ??= configuredResource(loadSdk(), undefined)));
    const [, , beganInWorker] = record;
    if (beganInWorker && !this.#isSampled(span)) return;
    for (const processor of this.#processors) {
      try {
        processor.onEnd(span);
      } catch (error) {
        // It must not keep the worker's results from their callers.
        diag.error('threadspan: a span processor failed on a span of a worker', error);
      }
    }
  }

  async forceFlush(): Promise<void> {
    const flush = () => this.#all((processor) => processor.forceFlush());
    // A worker that is busy answers late or never, and a program that has crashed may not wait for so long: what is
    // here goes first then. Where that fails, it does so again below.
    const early = setTimeout(() => void flush().catch(() => undefined), PATIENCE);
    await flushWorkers(this.#flushTimeout);
    clearTimeout(early);
    await flush();
  }

  async shutdown(): Promise<void> {
    if (isSink(this)) await flushWorkers(this.#flushTimeout);
    this.detach();
    await this.#all((processor) => processor.shutdown());
  }

  /** Takes no more spans of workers from now on. */
  detach(): void {
    this.#remove();
  }

  // One that fails must not keep the others from being done, nor from being waited for.
  async #all(act: (processor: SpanProcessor) => Promise<void>): Promise<void> {
    const outcomes = await Promise.allSettled(this.#processors.map(async (processor) => act(processor)));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }
}

function requireProcessors(processors: unknown): void {
  const refuse = (expected: string, value: unknown, advice: string) => {
    const message = `Expected ${expected}, got ${inspect(value, { depth: 0 })}; ${advice}`;
    return new TracingError('INVALID_ARGUMENT', message);
  };
  if (!Array.isArray(processors)) throw refuse('a list of span processors', processors, 'put it in [ ]');
  for (const processor of processors as unknown[]) {
    if (typeof (processor as SpanProcessor | null | undefined)?.onEnd === 'function') continue;
    throw refuse('a span processor', processor, 'wrap an exporter in a BatchSpanProcessor');
  }
}

function requireTimeout(flushTimeout: unknown): void {
  if (typeof flushTimeout === 'number' && flushTimeout >= 0) return;
  throw new TracingError(
    'INVALID_ARGUMENT',
    `Expected \`flushTimeout\` to be a number of milliseconds from 0, got ${inspect(flushTimeout)}`,
  );
}
