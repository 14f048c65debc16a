import { context, trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { getSpanHierarchy, withSpan } from '@threadspan/context';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';

afterEach(stopSdk);

describe('withSpan where half an SDK is installed', () => {
  it('records through a tracer provider without a context manager', () => {
    const sdk = startSdk();
    context.disable();
    withSpan('outer', () => withSpan('inner', () => undefined));
    expect(sdk.span('inner').parentSpanContext?.spanId).toBe(sdk.span('outer').spanContext().spanId);
  });

  it('keeps a span of the user’s from being taken for its own where there is a context manager alone', () => {
    startSdk();
    trace.disable();
    const exporter = new InMemorySpanExporter();
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    const own = provider.getTracer('own').startSpan('own');
    context.with(trace.setSpan(context.active(), own), () =>
      withSpan('inner', (span) => {
        expect(trace.getActiveSpan()).toBe(span);
        trace.getActiveSpan()?.setAttribute('of', 'inner');
        expect(getSpanHierarchy().map(({ name }) => name)).toEqual(['inner']);
      }),
    );
    own.end();
    expect(exporter.getFinishedSpans()).toMatchObject([{ name: 'own', attributes: {} }]);
  });
});
