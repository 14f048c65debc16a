import { withSpan } from '@threadspan/context';
import { toChromeTrace } from '@threadspan/tracing';
import { finishedSpan } from './finished-span';
import { spanId, start, stopAll, traceId } from './start';
import type { Seen } from './workers/dist/analyzer.js';

afterEach(stopAll);

const worker = { 'thread.id': 7, 'thread.name': 'worker 1' };

describe('toChromeTrace', () => {
  it('makes a complete event in µs of each span', () => {
    const { traceEvents, displayTimeUnit } = toChromeTrace([
      finishedSpan('parsing', { id: 'p', parent: 'root', startMs: 1_000.25, ms: 2.5, attributes: { n: 1 } }),
    ]);
    expect(displayTimeUnit).toBe('ms');
    expect(traceEvents.filter(({ ph }) => ph === 'X')).toEqual([
      {
        name: 'parsing',
        cat: 'span',
        ph: 'X',
        ts: 1_000_250,
        dur: 2_500,
        pid: process.pid,
        tid: 0,
        args: { n: 1, traceId: 'trace', spanId: 'p', parentSpanId: 'root' },
      },
    ]);
  });

  it('names a row for each thread, once', () => {
    const { traceEvents } = toChromeTrace([
      finishedSpan('root', { id: 'root' }),
      finishedSpan('a', { id: 'a', attributes: worker }),
      finishedSpan('b', { id: 'b', attributes: worker }),
    ]);
    const row = (tid: number, name: string) => ({
      name: 'thread_name',
      ph: 'M',
      pid: process.pid,
      tid,
      args: { name },
    });
    expect(traceEvents.filter(({ ph }) => ph === 'M')).toEqual([row(0, 'main'), row(7, 'worker 1')]);
    expect(traceEvents.filter(({ ph }) => ph === 'X').map(({ tid }) => tid)).toEqual([0, 7, 7]);
  });

  it('draws what ran one after the other side by side, although starts are whole milliseconds', () => {
    const { traceEvents } = toChromeTrace([
      finishedSpan('a', { id: 'a', parent: 'root', startMs: 1_001, ms: 0.25 }),
      finishedSpan('inner', { id: 'i', parent: 'b', startMs: 1_002, ms: 0.125 }),
      finishedSpan('b', { id: 'b', parent: 'root', startMs: 1_001, ms: 0.5 }),
      finishedSpan('c', { id: 'c', parent: 'root', startMs: 1_001, ms: 0.5 }),
      finishedSpan('d', { id: 'd', parent: 'root', startMs: 1_002, ms: 3 }),
      finishedSpan('root', { id: 'root', startMs: 1_000, ms: 6 }),
    ]);
    const slices = traceEvents.filter(({ ph }) => ph === 'X').map(({ name, ts, dur }) => [name, ts, dur]);
    expect(slices).toEqual([
      ['root', 1_000_000, 6_000],
      ['a', 1_001_000, 250],
      ['b', 1_001_250, 500],
      ['inner', 1_001_625, 125],
      ['c', 1_001_750, 500],
      ['d', 1_002_250, 3_000],
    ]);
  });

  it('says what went wrong, and has no parent for an outermost span', () => {
    const { traceEvents } = toChromeTrace([finishedSpan('a', { id: 'a', error: 'boom' })]);
    expect(traceEvents.at(-1)?.args).toEqual({ traceId: 'trace', spanId: 'a', error: 'boom' });
  });

  it('has no events for nothing', () => {
    expect(toChromeTrace([])).toEqual({ displayTimeUnit: 'ms', traceEvents: [] });
  });

  it('shows real spans of main thread and worker, and survives JSON unchanged', async () => {
    const { analyzer, spans, span } = await start();
    const seen = await withSpan('root', () => analyzer.analyze('a.ts') as Promise<Seen>);
    const chrome = toChromeTrace(spans());
    expect(JSON.parse(JSON.stringify(chrome))).toEqual(chrome);
    const event = (name: string) => chrome.traceEvents.find((each) => each.name === name);
    expect(event('root')).toMatchObject({ tid: 0, args: { spanId: spanId(span('root')) } });
    expect(event('process_file')).toMatchObject({
      tid: seen.threadId,
      args: {
        'file.path': 'a.ts',
        traceId: traceId(span('root')),
        parentSpanId: spanId(span('root')),
      },
    });
    expect(chrome.traceEvents.map(({ ph, tid, args }) => ph === 'M' && [tid, args['name']])).toEqual(
      expect.arrayContaining([
        [0, 'main'],
        [seen.threadId, expect.stringMatching(/^worker \d$/)],
      ]),
    );
  });
});
