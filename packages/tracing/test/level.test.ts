import { withSpan } from '@threadspan/context';
import { TracingError, initTracing } from '@threadspan/tracing';
import type { TracingOptions } from '@threadspan/tracing';
import { spanId, start, stopAll } from './start';
import type { Seen } from './workers/dist/analyzer.js';

afterEach(stopAll);

describe('the option level', () => {
  it.each([
    ['debug', ['file', 'phase', 'root', 'warning']],
    ['info', ['phase', 'root', 'warning']],
    ['warn', ['warning']],
    ['error', []],
  ] as const)('%s records these spans of main thread and worker: %j', async (level, recorded) => {
    const { analyzer, names } = await start({ level });
    const hierarchy = await withSpan('root', () => analyzer.levels());
    expect(names()).toEqual(recorded);
    expect(hierarchy).toEqual(['root', 'phase', 'file', 'warning']);
  });

  it('makes the nearest recorded span the parent', async () => {
    const { analyzer, span } = await start({ level: 'info' });
    await withSpan('root', () => withSpan('detail', { level: 'debug' }, () => analyzer.levels()));
    expect(span('warning').parentSpanContext?.spanId).toBe(spanId(span('phase')));
    expect(span('phase').parentSpanContext?.spanId).toBe(spanId(span('root')));
  });

  it('leaves files out of the trace at info, with their steps under the span of the caller', async () => {
    const { analyzer, names, span } = await start({ level: 'info' });
    const seen = await withSpan('root', () => analyzer.analyze('a.ts') as Promise<Seen>);
    expect(seen.hierarchy).toEqual(['root', 'process_file']);
    expect(names()).toEqual(['root', 'step of a.ts']);
    expect(span('step of a.ts').parentSpanContext?.spanId).toBe(spanId(span('root')));
  });

  it('does not hold for spans that are started with the plain OpenTelemetry API', async () => {
    const { analyzer, names } = await start({ level: 'error' });
    expect(await analyzer.ownSpans()).toEqual(['outer', 'of the user', 'inner']);
    expect(names()).toEqual(['of the user']);
  });

  it('is refused when there is no such level, and nothing is set up', async () => {
    let caught: unknown;
    try {
      initTracing({ level: 'verbose' } as unknown as TracingOptions);
    } catch (error) {
      caught = error;
    }
    expect(TracingError.is(caught) && caught.code).toBe('INVALID_LEVEL');
    expect(String(caught)).toContain('error, warn, info, debug, got verbose');
    await initTracing().shutdown();
  });
});
