import { withSpan } from '@threadspan/context';
import { spanId, start, stopAll, traceId } from './start';

afterEach(stopAll);

describe('an executor inside a worker', () => {
  it('is part of one trace and one hierarchy', async () => {
    const { analyzer, span, spans } = await start({ serviceName: 'debtscan' });
    const paths = ['a.ts', 'b.ts', 'c.ts'];
    const seen = await withSpan('unified_analysis', () => analyzer.delegate(paths));
    for (const { hierarchy } of seen) {
      expect(hierarchy).toEqual(['unified_analysis', 'delegate', 'process_file']);
    }
    const delegate = span('delegate');
    expect(delegate.parentSpanContext?.spanId).toBe(spanId(span('unified_analysis')));
    const ofFiles = spans().filter(({ name }) => name === 'process_file');
    expect(ofFiles.map(({ attributes }) => attributes['file.path']).sort()).toEqual(paths);
    for (const file of ofFiles) {
      expect(file.parentSpanContext?.spanId).toBe(spanId(delegate));
      expect(file.resource.attributes['service.name']).toBe('debtscan');
    }
    expect(spans()).toHaveLength(2 + 2 * paths.length);
    expect(new Set(spans().map(traceId)).size).toBe(1);
  });

  it('names the thread that each span ran on', async () => {
    const { analyzer, span } = await start();
    const [seen] = await analyzer.delegate(['a.ts']);
    expect(span('process_file').attributes['thread.id']).toBe(seen?.threadId);
    expect(span('delegate').attributes['thread.id']).not.toBe(seen?.threadId);
  });

  it('records at the level of the main thread', async () => {
    const { analyzer, names } = await start({ level: 'info' });
    await analyzer.delegate(['a.ts']);
    expect(names()).toEqual(['delegate', 'step of a.ts']);
  });
});
