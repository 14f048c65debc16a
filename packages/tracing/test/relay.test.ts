import { SpanKind, SpanStatusCode, context, createTraceState, diag, trace } from '@opentelemetry/api';
import type { SpanContext } from '@opentelemetry/api';
import { withSpan } from '@threadspan/context';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { recordDiag } from '../../../tools/jest/support/diag-log';
import { spanId, start, stopAll, traceId } from './start';
import type { Seen } from './workers/dist/analyzer.js';

afterEach(async () => {
  await stopAll();
  diag.disable();
});

const files = (count: number) => Array.from({ length: count }, (_, index) => `file-${index}.ts`);

const remote = {
  traceId: '1'.repeat(32),
  spanId: '2'.repeat(16),
  traceFlags: 1,
  traceState: createTraceState('vendor=1'),
};

describe('the spans of workers', () => {
  it('arrive exactly once at the processors of the main thread', async () => {
    const { executor, analyzer, spans } = await start();
    const paths = files(500);
    await executor.parIter(paths).mapWithContext(analyzer.analyze).collect();
    const ofFiles = spans().filter(({ name }) => name === 'process_file');
    expect(ofFiles.map(({ attributes }) => attributes['file.path']).sort()).toEqual([...paths].sort());
    expect(spans()).toHaveLength(2 * paths.length);
    expect(new Set(spans().map(spanId)).size).toBe(2 * paths.length);
  });

  it('are in the trace of the caller, under its span', async () => {
    const { executor, analyzer, spans, span } = await start();
    await withSpan('unified_analysis', () =>
      executor.parIter(files(4)).mapWithContext(analyzer.analyze).collect(),
    );
    const root = span('unified_analysis');
    expect(new Set(spans().map(traceId))).toEqual(new Set([traceId(root)]));
    const ofFiles = spans().filter(({ name }) => name === 'process_file');
    expect(ofFiles.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual(
      ofFiles.map(() => spanId(root)),
    );
    for (const path of files(4)) {
      const file = ofFiles.find(({ attributes }) => attributes['file.path'] === path);
      expect(span(`step of ${path}`).parentSpanContext?.spanId).toBe(file && spanId(file));
    }
  });

  it('have arrived when the call resolves', async () => {
    const { analyzer, names } = await start();
    await analyzer.analyze('a.ts');
    expect(names()).toEqual(['process_file', 'step of a.ts']);
  });

  it('say on which thread they ran, as those of the main thread do not', async () => {
    const { analyzer, span } = await start();
    const seen = await withSpan('root', () => analyzer.analyze('a.ts') as Promise<Seen>);
    expect(span('process_file').attributes).toEqual({
      'file.path': 'a.ts',
      'thread.id': seen.threadId,
      'thread.name': expect.stringMatching(/^worker [12]$/),
    });
    expect(span('root').attributes).toEqual({});
  });

  it('bring everything along that a span has', async () => {
    const { analyzer, span } = await start();
    const link: SpanContext = {
      traceId: '1'.repeat(32),
      spanId: '2'.repeat(16),
      traceFlags: 1,
      isRemote: true,
    };
    await analyzer.everything(link);
    const { instrumentationScope, links, events, ...everything } = span('everything');
    expect(everything).toMatchObject({
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.ERROR, message: 'as asked' },
      startTime: [1_700_000_000, 5],
      endTime: [1_700_000_002, 9],
      duration: [2, 4],
      ended: true,
      attributes: { text: 'a', list: [1, 2], 'thread.name': 'a name of the user' },
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    });
    expect(instrumentationScope).toEqual({
      name: 'user-lib',
      version: '1.2.3',
      schemaUrl: 'https://example.org/schema',
    });
    expect(links).toMatchObject([{ context: link, attributes: { why: 'test' } }]);
    expect(events).toMatchObject([
      { name: 'half way', attributes: { percent: 50 }, time: [1_700_000_001, 7] },
    ]);
    expect(span('Analyzer.everything')).toMatchObject({
      kind: SpanKind.CONSUMER,
      attributes: { of: link.traceId },
    });
  });

  it('bring along what is no JSON, what the SDK has dropped, and what is larger than the memory they are kept in', async () => {
    const { analyzer, span, names } = await start();
    await analyzer.unusual();
    const { attributes, droppedAttributesCount } = span('unusual');
    expect(attributes).toMatchObject({ ratio: NaN, list: [-0], text: 'ä'.repeat(300_000) });
    expect(droppedAttributesCount).toBe(75);
    expect(names()).toEqual(['Analyzer.unusual', 'unusual']);
  });

  it('have the trace state of the caller', async () => {
    const { analyzer, span } = await start();
    await context.with(trace.setSpanContext(context.active(), remote), () => analyzer.analyze('a.ts'));
    const file = span('process_file');
    expect(file.spanContext().traceState?.serialize()).toBe('vendor=1');
    expect(file.parentSpanContext?.traceState?.serialize()).toBe('vendor=1');
    expect(file.parentSpanContext).toMatchObject({ traceId: remote.traceId, spanId: remote.spanId });
  });

  it('have links to spans with a trace state', async () => {
    const { analyzer, span } = await start();
    await context.with(trace.setSpanContext(context.active(), remote), () => analyzer.linked());
    expect(span('linked').links[0]?.context.traceState?.serialize()).toBe('vendor=1');
  });

  it('have the resource of the main thread', async () => {
    const { analyzer, span } = await start({ serviceName: 'debtscan' });
    await withSpan('root', () => analyzer.analyze('a.ts'));
    expect(span('process_file').resource.attributes['service.name']).toBe('debtscan');
    expect(span('process_file').resource).toBe(span('root').resource);
  });

  it('record an error once, in the worker, and the failure on the span of the caller', async () => {
    const { analyzer, span } = await start();
    await expect(withSpan('root', () => analyzer.analyze('a!throw'))).rejects.toThrow('broken a!throw');
    const failed = { code: SpanStatusCode.ERROR, message: 'broken a!throw' };
    expect(span('process_file')).toMatchObject({ status: failed, events: [{ name: 'exception' }] });
    expect(span('process_file').events[0]?.attributes?.['exception.type']).toBe('RangeError');
    expect(span('root')).toMatchObject({ status: failed, events: [] });
  });

  it('arrive once when the result of their call cannot be cloned', async () => {
    const { analyzer, names } = await start();
    await expect(analyzer.unclonable('a.ts')).rejects.toMatchObject({ code: 'NOT_SERIALIZABLE' });
    expect(names()).toEqual(['Analyzer.unclonable']);
  });

  it('arrive once when cloning a result opens them', async () => {
    const { executor, analyzer, names } = await start({}, { workers: 1 });
    const results = await executor
      .parIter(['a', 'bc'])
      .mapWithContext(analyzer.computed)
      .collect({ chunkSize: 2 });
    expect(results).toEqual([{ length: 1 }, { length: 2 }]);
    expect(names()).toEqual(['Analyzer.computed', 'Analyzer.computed', 'length of a', 'length of bc']);
  });

  it('that can not be sent cost the code that made them nothing', async () => {
    const { analyzer, names } = await start();
    await analyzer.odd();
    expect(names()).toEqual(['Analyzer.odd', 'fine']);
  });

  it('arrive at every processor, and the result at its caller, when one processor throws', async () => {
    const log = recordDiag();
    const seen: string[] = [];
    const processor = (onEnd: (span: ReadableSpan) => void): SpanProcessor => ({
      onStart: () => undefined,
      onEnd,
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    });
    const broken = processor(() => {
      throw new Error('broken processor');
    });
    const last = processor(({ name }) => seen.push(name));
    const { analyzer } = await start({ spanProcessors: [broken, last] });
    await analyzer.analyze('a.ts');
    expect(seen).toEqual(['step of a.ts', 'process_file']);
    expect(log.errors).toHaveLength(2);
  });
});

describe('the spans that a worker has finished before it dies', () => {
  it.each(['exit', 'uncaught'])('arrive after %s', async (fault) => {
    const { executor, analyzer, names } = await start();
    const paths = [...files(3), `x!${fault}`];
    const { failures } = await executor
      .parIter(paths)
      .mapWithContext(analyzer.analyze)
      .collect({ chunkSize: 4, failures: 'collect' });
    expect(failures.map(({ input }) => input)).toEqual([`x!${fault}`]);
    expect(executor.stats().lostWorkers).toBe(1);
    expect(names()).toEqual(
      [...files(3).map(() => 'process_file'), ...paths.map((path) => `step of ${path}`)].sort(),
    );
  });
});

describe('an item that is run again', () => {
  it('is exported once, when its worker was ended because of another item', async () => {
    const { executor, analyzer, spans } = await start({}, { workers: 1 });
    const paths = ['a.ts', 'x!hang', 'b.ts', 'c.ts'];
    const { failures } = await executor
      .parIter(paths)
      .mapWithContext(analyzer.analyze)
      .collect({ chunkSize: 4, failures: 'collect', timeout: 800 });
    expect(failures.map(({ input }) => input)).toEqual(['x!hang']);
    const ofFiles = spans().filter(({ name }) => name === 'process_file');
    expect(ofFiles.map(({ attributes }) => attributes['file.path']).sort()).toEqual(['a.ts', 'b.ts', 'c.ts']);
  });

  it('is in the trace with what each of its attempts has finished', async () => {
    const { analyzer, names } = await start({}, { retries: 1 });
    await expect(analyzer.analyze('x!exit')).rejects.toMatchObject({ code: 'WORKER_EXITED' });
    expect(names()).toEqual(['step of x!exit', 'step of x!exit']);
  });
});
