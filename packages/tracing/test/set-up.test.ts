import { context, createContextKey, propagation, trace } from '@opentelemetry/api';
import type { ProxyTracerProvider } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import { getSpanHierarchy, withSpan } from '@threadspan/context';
import { getWorkerExtensions } from '@threadspan/context/ports';
import { TracingError, initTracing } from '@threadspan/tracing';
import type { Tracing } from '@threadspan/tracing';
import { runProgram } from './run-program';
import { start, stopAll } from './start';

let tracing: Tracing | undefined;

afterEach(async () => {
  await stopAll();
  await tracing?.shutdown();
  tracing = undefined;
  trace.disable();
});

function refusalOf(init: () => unknown): unknown {
  try {
    init();
  } catch (error) {
    return TracingError.is(error) ? error.code : error;
  }
  return 'none';
}

const isActive = (key: symbol) =>
  context.with(context.active().setValue(key, true), () => context.active().getValue(key));

describe('initTracing', () => {
  it('refuses to be set up twice, until the first is shut down', async () => {
    tracing = initTracing();
    expect(refusalOf(initTracing)).toBe('ALREADY_ACTIVE');
    expect(() => initTracing()).toThrow('shut a former set-up down first');
    await tracing.shutdown();
    tracing = initTracing();
  });

  it('refuses to be set up beside the SDK of the user, and leaves that alone', () => {
    const provider = new NodeTracerProvider();
    trace.setGlobalTracerProvider(provider);
    expect(refusalOf(initTracing)).toBe('ALREADY_ACTIVE');
    expect((trace.getTracerProvider() as ProxyTracerProvider).getDelegate()).toBe(provider);
    expect(propagation.fields()).toEqual([]);
    expect(getWorkerExtensions()).toEqual([]);
  });

  it('refuses a processor that is not in a list', () => {
    const spanProcessors = new SimpleSpanProcessor(new InMemorySpanExporter());
    expect(refusalOf(() => initTracing({ spanProcessors: spanProcessors as never }))).toBe(
      'INVALID_ARGUMENT',
    );
  });

  it('needs no processor to keep the hierarchy of all spans', () => {
    tracing = initTracing();
    trace.getTracer('user').startActiveSpan('of the user', (span) => {
      withSpan('inner', () =>
        expect(getSpanHierarchy().map(({ name }) => name)).toEqual(['of the user', 'inner']),
      );
      span.end();
    });
  });

  it('flushes the processors', async () => {
    let flushed = 0;
    const processor = {
      onStart: () => undefined,
      onEnd: () => undefined,
      forceFlush: async () => void (flushed += 1),
      shutdown: () => Promise.resolve(),
    };
    tracing = initTracing({ spanProcessors: [processor] });
    await tracing.forceFlush();
    expect(flushed).toBe(1);
  });

  it.each([undefined, 'from-variable'])('names the service as OTEL_SERVICE_NAME=%s says', (name) => {
    const exporter = new InMemorySpanExporter();
    if (name) process.env['OTEL_SERVICE_NAME'] = name;
    tracing = initTracing({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    delete process.env['OTEL_SERVICE_NAME'];
    withSpan('root', () => undefined);
    const [span] = exporter.getFinishedSpans();
    expect(span?.resource.attributes['service.name']).toEqual(
      name ?? expect.stringContaining('unknown_service'),
    );
  });
});

describe('initTracing after workers have started', () => {
  const warning =
    'threadspan: workers had been started before tracing was set up: what they do is not traced';

  it('warns, and traces those that start from then on', async () => {
    const { stdout, stderr } = await runProgram('late.cjs');
    expect(stdout).toBe('of the second worker: process_file, step of b.ts\n');
    expect(stderr.split(warning)).toHaveLength(2);
  });

  it('says nothing where those workers were traced before', async () => {
    const { stderr } = await runProgram('late.cjs', { TRACED_BEFORE: '1' });
    expect(stderr).toBe('');
  });
});

describe('shutdown', () => {
  it('gives the OpenTelemetry API back as it was', async () => {
    const key = createContextKey('test');
    tracing = initTracing();
    expect(isActive(key)).toBe(true);
    expect(propagation.fields()).toContain('traceparent');
    expect(trace.getTracer('user').startSpan('recorded').isRecording()).toBe(true);
    await tracing.shutdown();
    expect(isActive(key)).toBeUndefined();
    expect(propagation.fields()).toEqual([]);
    expect(trace.getTracer('user').startSpan('not recorded').isRecording()).toBe(false);
    expect(getWorkerExtensions()).toEqual([]);
  });

  it('gives the level back as it was', async () => {
    await initTracing({ level: 'error' }).shutdown();
    const exporter = new InMemorySpanExporter();
    trace.setGlobalTracerProvider(
      new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
    );
    withSpan('file', { level: 'debug' }, () => undefined);
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['file']);
  });

  it('makes room for a second set-up that gets the spans of new workers', async () => {
    const first = await start();
    await first.analyzer.analyze('a.ts');
    expect(first.names()).toEqual(['process_file', 'step of a.ts']);
    await stopAll();
    expect(first.names()).toEqual([]);
    const second = await start({ level: 'info' });
    await withSpan('root', () => second.analyzer.analyze('b.ts'));
    expect(second.names()).toEqual(['root', 'step of b.ts']);
    expect(first.names()).toEqual([]);
  });

  it('is the end of what processors hear of workers that live on', async () => {
    const heard: string[] = [];
    const processor = {
      onStart: () => undefined,
      onEnd: ({ name }: { name: string }) => void heard.push(name),
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    };
    const { analyzer, stopTracing } = await start({ spanProcessors: [processor] });
    await analyzer.job();
    await stopTracing();
    await analyzer.job();
    expect(heard).toEqual(['step of job', 'job']);
  });

  it('is done once, however often it is asked for', async () => {
    let shutdowns = 0;
    const exporter: SpanExporter = Object.assign(new InMemorySpanExporter(), {
      shutdown: async () => void (shutdowns += 1),
    });
    tracing = initTracing({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    await Promise.all([tracing.shutdown(), tracing.shutdown()]);
    await tracing[Symbol.asyncDispose]();
    expect(shutdowns).toBe(1);
  });

  it('leaves a second set-up alone that began after it', async () => {
    const first = initTracing();
    await first.shutdown();
    tracing = initTracing();
    await first.shutdown();
    expect(trace.getTracer('user').startSpan('recorded').isRecording()).toBe(true);
  });

  it('rejects when a processor fails, and makes room all the same', async () => {
    const processor = {
      onStart: () => undefined,
      onEnd: () => undefined,
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.reject(new Error('no shutdown')),
    };
    await expect(initTracing({ spanProcessors: [processor] }).shutdown()).rejects.toThrow('no shutdown');
    tracing = initTracing();
    expect(trace.getTracer('user').startSpan('recorded').isRecording()).toBe(true);
  });

  it('warns and does not reject where it is disposed of, so that the error of a block is kept', async () => {
    const { stdout, stderr } = await runProgram('broken-backend.cjs');
    expect(stdout).toBe("the program's own\n");
    expect(stderr).toContain('Warning: threadspan: the last spans may be lost: Error: no backend');
  });
});
