import { trace } from '@opentelemetry/api';
import { getSpanHierarchy, withSpan } from '@threadspan/context';
import { spanId, start, stopAll, traceId } from './start';

afterEach(stopAll);

const names = () => getSpanHierarchy().map(({ name }) => name);

describe('spans that are started with the plain OpenTelemetry API', () => {
  it('are in the hierarchy and in the trace, on the main thread', async () => {
    const { span } = await start();
    const seen = withSpan('outer', () =>
      trace.getTracer('user').startActiveSpan('of the user', (own) => {
        const inside = withSpan('inner', names);
        own.end();
        return inside;
      }),
    );
    expect(seen).toEqual(['outer', 'of the user', 'inner']);
    expect(span('of the user').parentSpanContext?.spanId).toBe(spanId(span('outer')));
    expect(span('inner').parentSpanContext?.spanId).toBe(spanId(span('of the user')));
  });

  it('are in the hierarchy and in the trace, in a worker', async () => {
    const { analyzer, span, spans } = await start();
    const seen = await withSpan('root', () => analyzer.ownSpans());
    expect(seen).toEqual(['root', 'outer', 'of the user', 'inner']);
    expect(span('outer').parentSpanContext?.spanId).toBe(spanId(span('root')));
    expect(span('of the user').parentSpanContext?.spanId).toBe(spanId(span('outer')));
    expect(span('inner').parentSpanContext?.spanId).toBe(spanId(span('of the user')));
    expect(new Set(spans().map(traceId)).size).toBe(1);
  });

  it('are the callers of workers', async () => {
    const { analyzer, span } = await start();
    const seen = await trace.getTracer('user').startActiveSpan('of the caller', async (own) => {
      const inside = await analyzer.ownSpans();
      own.end();
      return inside;
    });
    expect(seen).toEqual(['of the caller', 'outer', 'of the user', 'inner']);
    expect(span('outer').parentSpanContext?.spanId).toBe(spanId(span('of the caller')));
  });
});
