import { once } from 'node:events';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { SpanContext } from '@opentelemetry/api';
import { getSpanHierarchy, withSpan } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';
import { createExecutor } from '@threadspan/executor';

/** What the tests run in workers. */
export class Analyzer {
  /** Opens a step of its own, and breaks after it for the paths that say so. */
  @ProcessFile()
  analyze(path: string): Promise<void> | Seen {
    withSpan(`step of ${path}`, () => undefined);
    switch (path.split('!')[1]) {
      case 'throw':
        throw new RangeError(`broken ${path}`);
      case 'uncaught':
        return new Promise(() => {
          setTimeout(() => {
            throw new Error(`detached ${path}`);
          }, 1);
        });
      case 'exit':
        process.exit(3);
      // eslint-disable-next-line no-fallthrough -- process.exit() does not return
      case 'hang':
        for (;;);
      default:
        return { threadId, hierarchy: names() };
    }
  }

  @WithParallelContext()
  unclonable(path: string): () => string {
    return () => path;
  }

  /** Ends a hundred steps and then does not come back: runs out of memory, or for ever. */
  @ProcessFile()
  endless(path: string, gate?: Int32Array): void {
    for (let step = 0; step < 100; step += 1) withSpan(`step ${step} of ${path}`, () => undefined);
    if (gate) Atomics.add(gate, 0, 1);
    if (path.endsWith('!memory')) {
      // Of small objects: a failed large allocation ends the whole process on some versions of Node.
      let kept: unknown;
      for (;;) kept = { kept };
    }
    for (;;);
  }

  /** Ends a step, says so by `started`, and waits until it is told to go on, except where the path says it is quick. */
  @ProcessFile()
  async wait(path: string, gate: Int32Array): Promise<void> {
    withSpan(`step of ${path}`, () => undefined);
    if (path.endsWith('!quick')) return;
    Atomics.add(gate, 0, 1);
    while (Atomics.load(gate, 1) === 0) await sleep(1);
  }

  /** Ends a step, says so by `started`, and blocks its thread until it is told to go on. */
  @ProcessFile()
  block(path: string, gate: Int32Array): void {
    withSpan(`step of ${path}`, () => undefined);
    Atomics.add(gate, 0, 1);
    Atomics.wait(gate, 1, 0);
  }

  /** Returns at once, and ends a span of its own later, when the item has its result already. */
  @WithParallelContext()
  endLater(gate: Int32Array): void {
    void (async () => {
      while (Atomics.load(gate, 1) === 0) await sleep(1);
      withSpan('late', () => undefined);
      Atomics.add(gate, 0, 1);
    })();
  }

  /** One request, with Node's own client, and the hierarchy inside of its span. */
  @ProcessFile()
  async download(url: string): Promise<string> {
    const [response] = (await once(get(url), 'response')) as [AsyncIterable<Buffer>];
    let text = '';
    for await (const part of response) text += String(part);
    return text;
  }

  /** The spans around this code; the innermost is started with the plain API. */
  @WithParallelContext()
  plain(): string[] {
    return trace.getTracer('user').startActiveSpan('plain', (span) => {
      span.end();
      return names();
    });
  }

  /** A span of the user's own with everything that a span can have. */
  @WithParallelContext({
    kind: SpanKind.CONSUMER,
    attributes: ([link]: [SpanContext]) => ({ of: link.traceId }),
  })
  everything(link: SpanContext): void {
    const schemaUrl = 'https://example.org/schema';
    const tracer = trace.getTracerProvider().getTracer('user-lib', '1.2.3', { schemaUrl });
    const span = tracer.startSpan('everything', {
      kind: SpanKind.CLIENT,
      attributes: { text: 'a', list: [1, 2], 'thread.name': 'a name of the user' },
      links: [{ context: link, attributes: { why: 'test' } }],
      startTime: [1_700_000_000, 5],
    });
    span.addEvent('half way', { percent: 50 }, [1_700_000_001, 7]);
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'as asked' });
    span.end([1_700_000_002, 9]);
  }

  /** A span with a number that JSON has no form for, more attributes than a span keeps, and a text of 300,000 characters. */
  @WithParallelContext()
  unusual(): void {
    const span = trace.getTracer('user').startSpan('unusual');
    span.setAttributes({ ratio: NaN, list: [-0], text: 'ä'.repeat(300_000) });
    for (let index = 0; index < 200; index += 1) span.setAttribute(`attribute ${index}`, index);
    span.end();
  }

  @WithParallelContext({ span: 'fails' })
  fails(): void {
    throw new RangeError('too far');
  }

  /** A span with a link to the one around it. */
  @WithParallelContext()
  linked(): void {
    const link = trace.getActiveSpan()?.spanContext();
    withSpan('linked', { links: link ? [{ context: link }] : [] }, () => undefined);
  }

  /** Spans that are started with the plain OpenTelemetry API, inside and outside of ours. */
  @WithParallelContext({ span: 'outer' })
  ownSpans(): string[] {
    return trace.getTracer('user').startActiveSpan('of the user', (span) => {
      const seen = withSpan('inner', names);
      span.end();
      return seen;
    });
  }

  /** Three levels of detail, one inside the other. */
  @WithParallelContext({ span: 'phase', level: 'info' })
  levels(): string[] {
    return withSpan('file', { level: 'debug' }, () => withSpan('warning', { level: 'warn' }, names));
  }

  @WithParallelContext({ span: 'job', newRoot: true })
  job(): void {
    withSpan('step of job', () => undefined);
  }

  /** A trace of its own, a span of which ends after all the others. */
  @WithParallelContext({ span: 'job', newRoot: true })
  lateJob(gate: Int32Array): void {
    const late = trace.getTracer('user').startSpan('late');
    void (async () => {
      while (Atomics.load(gate, 1) === 0) await sleep(1);
      late.end();
      Atomics.add(gate, 0, 1);
    })();
  }

  /** A result that opens a span when it is cloned, slow enough to be sent before the next one. */
  @WithParallelContext()
  computed(path: string): { readonly length: number } {
    for (const begin = Date.now(); Date.now() - begin < 20;);
    return {
      get length() {
        return withSpan(`length of ${path}`, () => path.length);
      },
    };
  }

  /** A span whose name is no text, which can't be sent, and one that can. */
  @WithParallelContext()
  odd(): void {
    withSpan(7n as never, () => undefined);
    withSpan('fine', () => undefined);
  }

  /** Waits, or blocks, in a worker of this worker. */
  @WithParallelContext()
  async delegateWait(path: string, gate: Int32Array): Promise<void> {
    const executor = createExecutor({ workers: 1 });
    try {
      const analyzer = await executor.spawn(Analyzer, { module: __filename });
      withSpan(`way to ${path}`, () => undefined);
      await (path.endsWith('!block') ? analyzer.block(path, gate) : analyzer.wait(path, gate));
    } finally {
      await executor.close();
    }
  }

  /** Analyzes the paths in workers of this worker. */
  @WithParallelContext({ span: 'delegate' })
  async delegate(paths: readonly string[]): Promise<Seen[]> {
    const executor = createExecutor({ workers: 1 });
    try {
      const analyzer = await executor.spawn(Analyzer, { module: __filename });
      return (await executor.parIter(paths).mapWithContext(analyzer.analyze).collect()) as Seen[];
    } finally {
      await executor.close();
    }
  }
}

export interface Seen {
  readonly threadId: number;
  readonly hierarchy: readonly string[];
}

function names(): string[] {
  return getSpanHierarchy().map(({ name }) => name);
}
