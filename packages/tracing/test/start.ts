import { join } from 'node:path';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { createExecutor } from '@threadspan/executor';
import type { Executor, ExecutorOptions, Remote } from '@threadspan/executor';
import { initTracing } from '@threadspan/tracing';
import type { Tracing, TracingOptions } from '@threadspan/tracing';
import { Analyzer } from './workers/dist/analyzer.js';

const MODULE = join(__dirname, 'workers/dist/analyzer.js');

export interface Traced {
  readonly executor: Executor;
  readonly analyzer: Remote<Analyzer>;
  readonly stopTracing: () => Promise<void>;
  readonly flush: () => Promise<void>;
  /** What the exporter of the main thread has got. */
  readonly spans: () => ReadableSpan[];
  /** Sorted, as the order in which workers finish is not fixed. */
  readonly names: () => string[];
  readonly span: (name: string) => ReadableSpan;
}

/** Tracing into memory and an executor with a spawned analyzer; `stopAll` in `afterEach` ends both. */
export async function start(tracing: TracingOptions = {}, options: ExecutorOptions = {}): Promise<Traced> {
  const exporter = new InMemorySpanExporter();
  const processors = [new SimpleSpanProcessor(exporter), ...(tracing.spanProcessors ?? [])];
  const active = initTracing({ ...tracing, spanProcessors: processors });
  running.push(active);
  const executor = createExecutor({ workers: 2, ...options });
  executors.push(executor);
  const analyzer = await executor.spawn(Analyzer, { module: MODULE });
  const spans = () => exporter.getFinishedSpans();
  return {
    executor,
    analyzer,
    stopTracing: () => active.shutdown(),
    flush: () => active.forceFlush(),
    spans,
    names: () =>
      spans()
        .map(({ name }) => name)
        .sort(),
    span: (name) => {
      const found = spans().filter((span) => span.name === name);
      if (found[0] && found.length === 1) return found[0];
      throw new Error(`Expected one finished span ${name}, found ${found.length}`);
    },
  };
}

const running: Tracing[] = [];
const executors: Executor[] = [];

export async function stopAll(): Promise<void> {
  await Promise.all(executors.splice(0).map((executor) => executor.close({ drain: false })));
  for (const tracing of running.splice(0)) await tracing.shutdown();
}

export function spanId(span: ReadableSpan): string {
  return span.spanContext().spanId;
}

export function traceId(span: ReadableSpan): string {
  return span.spanContext().traceId;
}
