import { hostname } from 'node:os';
import { withSpan } from '@threadspan/context';
import { toChromeTrace } from '@threadspan/tracing';
import type { ChromeTraceEvent } from '@threadspan/tracing';
import * as fc from 'fast-check';
import { finishedSpan } from './finished-span';
import { spanId, start, stopAll, traceId } from './start';
import type { Seen } from './workers/dist/analyzer.js';

afterEach(stopAll);

const other = { 'thread.id': 9, 'thread.name': 'worker 2' };
const worker = { 'thread.id': 7, 'thread.name': 'worker 1' };

/** Id and name of each row, in the order in which they are shown. */
function rowsOf(events: readonly ChromeTraceEvent[]): unknown[] {
  const named = (name: string) => events.filter((event) => event.ph === 'M' && event.name === name);
  const places = named('thread_sort_index').map(({ args }) => args['sort_index']);
  expect(places).toEqual(places.map((_, index) => index));
  return named('thread_name').map(({ tid, args }) => [tid, args['name']]);
}

function expectNested(slices: readonly ChromeTraceEvent[]): void {
  const end = ({ ts = 0, dur = 0 }: ChromeTraceEvent) => ts + dur;
  const open = new Map<string, ChromeTraceEvent[]>();
  for (const slice of slices) {
    const row = `${slice.pid} ${slice.tid}`;
    const around = (open.get(row) ?? []).filter((outer) => end(outer) > (slice.ts ?? 0));
    for (const outer of around) expect(end(slice)).toBeLessThanOrEqual(end(outer));
    open.set(row, [...around, slice]);
  }
}

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
    expect(rowsOf(traceEvents)).toEqual([
      [0, 'main'],
      [7, 'worker 1'],
    ]);
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

  it('gives spans that ran at the same time rows of their own, next to the first of their thread', () => {
    const { traceEvents } = toChromeTrace([
      finishedSpan('one', { id: '1', parent: 'root', startMs: 1_000, ms: 30, attributes: worker }),
      finishedSpan('inner', { id: 'i', parent: '2', startMs: 1_015, ms: 5, attributes: worker }),
      finishedSpan('two', { id: '2', parent: 'root', startMs: 1_010, ms: 30, attributes: worker }),
      finishedSpan('three', { id: '3', parent: 'root', startMs: 1_020, ms: 5, attributes: worker }),
      finishedSpan('four', { id: '4', parent: 'root', startMs: 1_030, ms: 5, attributes: worker }),
      finishedSpan('five', { id: '5', parent: 'root', startMs: 1_032, ms: 9, attributes: worker }),
      finishedSpan('other', { id: 'o', parent: 'root', startMs: 1_000, attributes: other }),
      finishedSpan('root', { id: 'root', startMs: 1_000, ms: 100 }),
    ]);
    expect(rowsOf(traceEvents)).toEqual([
      [0, 'main'],
      [7, 'worker 1'],
      [10, 'worker 1 (2)'],
      [11, 'worker 1 (3)'],
      [9, 'worker 2'],
    ]);
    const row = Object.fromEntries(
      traceEvents.filter(({ ph }) => ph === 'X').map(({ name, tid }) => [name, tid]),
    );
    expect(row).toEqual({ root: 0, one: 7, four: 7, two: 10, inner: 10, three: 11, five: 11, other: 9 });
  });

  it('gives each process rows of its own, though threads of several have the same ids', () => {
    const on = (host: string, pid: number, thread: object = {}) => ({
      'host.name': host,
      'process.pid': pid,
      ...thread,
    });
    const { traceEvents } = toChromeTrace([
      finishedSpan('root', { id: 'root', ms: 100 }),
      finishedSpan('local', { id: 'l', parent: 'root', ms: 90, attributes: worker }),
      finishedSpan('on b', { id: 'b', parent: 'root', ms: 90, attributes: on('b', 5, worker) }),
      finishedSpan('inner', { id: 'i', parent: 'b', ms: 9, attributes: on('b', 5, worker) }),
      finishedSpan('beside', { id: 's', parent: 'root', ms: 9, attributes: on('b', 5, worker) }),
      finishedSpan('also on b', { id: '6', parent: 'root', ms: 90, attributes: on('b', 6, worker) }),
      finishedSpan('on a', { id: 'a', parent: 'root', ms: 90, attributes: on('a', 5, worker) }),
      finishedSpan('queue', { id: 'q', parent: 'root', ms: 95, attributes: on('a', 5, { 'thread.id': 0 }) }),
      finishedSpan('here', {
        id: 'h',
        parent: 'root',
        startMs: 91,
        ms: 1,
        attributes: on(hostname(), process.pid, worker),
      }),
    ]);
    const metadata = (name: string) => traceEvents.filter((event) => event.ph === 'M' && event.name === name);
    const processes = metadata('process_name').map(({ pid, args }) => [pid, args['name']]);
    // The second 5 gets an id that no other process has.
    const beyond = process.pid + 1;
    expect(processes).toEqual([
      [process.pid, 'program'],
      [5, 'a 5'],
      [beyond, 'b 5'],
      [6, 'b 6'],
    ]);
    expect(metadata('process_sort_index').map(({ args }) => args['sort_index'])).toEqual([0, 1, 2, 3]);
    expect(metadata('thread_name').map(({ pid, tid, args }) => [pid, tid, args['name']])).toEqual([
      [process.pid, 0, 'main'],
      [process.pid, 7, 'worker 1'],
      [5, 0, 'main'],
      [5, 7, 'worker 1'],
      [beyond, 7, 'worker 1'],
      [beyond, 8, 'worker 1 (2)'],
      [6, 7, 'worker 1'],
    ]);
    const slices = traceEvents.filter(({ ph }) => ph === 'X');
    expect(Object.fromEntries(slices.map(({ name, pid, tid }) => [name, [pid, tid]]))).toEqual({
      root: [process.pid, 0],
      local: [process.pid, 7],
      here: [process.pid, 7],
      queue: [5, 0],
      'on a': [5, 7],
      'on b': [beyond, 7],
      inner: [beyond, 7],
      beside: [beyond, 8],
      'also on b': [6, 7],
    });
  });

  it('does not cut a span that went on after the one around it', () => {
    const { traceEvents } = toChromeTrace([
      finishedSpan('around', { id: 'a', startMs: 1_000, ms: 10 }),
      finishedSpan('detached', { id: 'd', parent: 'a', startMs: 1_005, ms: 20 }),
    ]);
    expect(traceEvents.filter(({ ph }) => ph === 'X')).toMatchObject([
      { name: 'around', tid: 0, dur: 10_000 },
      { name: 'detached', tid: 1, dur: 20_000 },
    ]);
    expect(rowsOf(traceEvents)).toEqual([
      [0, 'main'],
      [1, 'main (2)'],
    ]);
  });

  it('draws what ended before the one around it inside that, although a clock was read late', () => {
    const { traceEvents } = toChromeTrace([
      finishedSpan('first', { id: '1', parent: 'a', startMs: 1_002, ms: 5 }),
      finishedSpan('last', { id: '2', parent: 'a', startMs: 1_008, ms: 9 }),
      finishedSpan('around', { id: 'a', startMs: 1_000, ms: 12 }),
    ]);
    expect(traceEvents.filter(({ ph }) => ph === 'X')).toMatchObject([
      { name: 'around', tid: 0, ts: 1_000_000, dur: 12_000 },
      { name: 'first', tid: 0, ts: 1_002_000, dur: 5_000 },
      { name: 'last', tid: 0, ts: 1_007_000, dur: 5_000 },
    ]);
    expect(rowsOf(traceEvents)).toEqual([[0, 'main']]);
  });

  it('draws any spans at all so that those of a row lie side by side or one inside the other', () => {
    const span = fc.record({
      parent: fc.option(fc.nat(30), { nil: undefined }),
      startMs: fc.nat(50),
      us: fc.nat(60_000),
      thread: fc.nat(2),
      pid: fc.nat(1),
    });
    fc.assert(
      fc.property(fc.array(span, { maxLength: 30 }), fc.boolean(), (given, isInsideFirst) => {
        const spans = given.map(({ parent, startMs, us, thread, pid }, index) =>
          finishedSpan(`${index}`, {
            id: `${index}`,
            // Of earlier ones only, since nothing is inside itself.
            ...(parent === undefined || parent >= index ? {} : { parent: `${parent}` }),
            startMs,
            ms: us / 1e3,
            attributes: {
              ...(thread === 0 ? {} : { 'thread.id': thread, 'thread.name': `worker ${thread}` }),
              ...(pid === 0 ? {} : { 'host.name': 'b', 'process.pid': pid }),
            },
          }),
        );
        if (isInsideFirst) spans.reverse();
        const slices = toChromeTrace(spans).traceEvents.filter(({ ph }) => ph === 'X');
        expect(slices).toHaveLength(given.length);
        expectNested(slices);
      }),
      { numRuns: 10_000 },
    );
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
    expect(rowsOf(chrome.traceEvents)).toEqual([
      [0, 'main'],
      [seen.threadId, expect.stringMatching(/^worker \d$/)],
    ]);
  });
});
