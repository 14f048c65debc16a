import { withSpan } from '@threadspan/context';
import { traced } from './traced';

const trace = traced();

describe('inMemoryTrace', () => {
  it('keeps spans in the order in which they end', () => {
    withSpan('outer', () => withSpan('inner', () => undefined));
    expect(trace.spans.map(({ name }) => name)).toEqual(['inner', 'outer']);
  });

  it('forgets them when it is cleared, but not those that were read before', () => {
    withSpan('before', () => undefined);
    const { spans } = trace;
    trace.clear();
    withSpan('after', () => undefined);
    expect(spans.map(({ name }) => name)).toEqual(['before']);
    expect(trace.spans.map(({ name }) => name)).toEqual(['after']);
  });

  it('is a tree as text', () => {
    withSpan('outer', () => ['a', 'b'].forEach(() => withSpan('inner', () => undefined)));
    expect(String(trace)).toBe('outer\n  inner × 2');
  });

  it('flushes and shuts down at once, and keeps its spans', async () => {
    withSpan('kept', () => undefined);
    await trace.forceFlush();
    await trace.shutdown();
    expect(trace.spans).toHaveLength(1);
  });
});
