import { SpanKind, SpanStatusCode, trace as api } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { withSpan } from '@threadspan/context';
import { expectSpanTree, formatSpanTree, spanTree } from '@threadspan/testing';
import { finishedSpan, finishedSpans } from './finished-span';
import { thrownBy } from '../../../tools/jest/support/thrown-by';
import { traced } from './traced';

const trace = traced();

describe('spanTree', () => {
  it('gives spans as plain data, without ids and times', () => {
    const link = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
    withSpan('root', { kind: SpanKind.SERVER, attributes: { files: 2 } }, (root) => {
      root.addEvent('half way', { percent: 50 });
      withSpan('step', { links: [{ context: link, attributes: { why: 'test' } }] }, (step) => {
        step.setStatus({ code: SpanStatusCode.ERROR, message: 'as asked' });
      });
    });
    expect(spanTree(trace)).toEqual([
      {
        name: 'root',
        kind: 'SERVER',
        status: { code: 'UNSET' },
        attributes: { files: 2 },
        events: [{ name: 'half way', attributes: { percent: 50 } }],
        links: [],
        children: [
          {
            name: 'step',
            kind: 'INTERNAL',
            status: { code: 'ERROR', message: 'as asked' },
            attributes: {},
            events: [],
            links: [{ traceId: link.traceId, spanId: link.spanId, attributes: { why: 'test' } }],
            children: [],
          },
        ],
      },
    ]);
  });

  it('has siblings in the order in which they started, however they ended', () => {
    const tracer = api.getTracer('test');
    withSpan('root', () => {
      const first = tracer.startSpan('first', { startTime: [1, 5] });
      const second = tracer.startSpan('second', { startTime: [1, 7] });
      tracer.startSpan('third', { startTime: [2, 0] }).end();
      second.end();
      first.end();
    });
    expect(spanTree(trace)[0]?.children.map(({ name }) => name)).toEqual(['first', 'second', 'third']);
  });

  it('takes a span whose parent is not there for a root', () => {
    const gone = finishedSpan('gone', { id: '1' });
    const orphan = finishedSpan('orphan', { id: '2', parent: gone });
    expect(spanTree([orphan]).map(({ name }) => name)).toEqual(['orphan']);
  });

  it('keeps traces apart where span ids are the same', () => {
    const one = finishedSpan('one', { id: '1', traceId: 'a' });
    const other = finishedSpan('other', { id: '1', traceId: 'b', startMs: 1 });
    const below = finishedSpan('below', { id: '2', traceId: 'b', parent: other });
    const roots = spanTree([one, other, below]);
    expect(roots.map(({ name, children }) => [name, children.length])).toEqual([
      ['one', 0],
      ['other', 1],
    ]);
  });

  it('shows a span that was exported twice as two', () => {
    const span = finishedSpan('twice', { id: '1' });
    expect(formatSpanTree([span, span])).toBe('twice × 2');
  });

  it('leaves the spans it was given in their order', () => {
    const spans = finishedSpans([{ name: 'a' }, { name: 'b' }]).toReversed();
    spanTree(spans);
    expect(spans.map(({ name }) => name)).toEqual(['b', 'a']);
  });

  it('is thousands of levels deep, if the spans are', () => {
    const spans = [finishedSpan('level', { id: '0' })];
    for (let id = 1; id < 2_000; id += 1) {
      spans.push(finishedSpan('level', { id: `${id}`, startMs: id, parent: spans.at(-1) }));
    }
    expect(formatSpanTree(spans).split('\n')).toHaveLength(2_000);
  });

  it('refuses spans that are below each other in a circle, which would be below no root', () => {
    const inner = finishedSpan('inner', { id: '2', parent: finishedSpan('outer', { id: '1' }) });
    const outer = finishedSpan('outer', { id: '1', parent: inner });
    const own = finishedSpan('own', { id: '3', parent: finishedSpan('own', { id: '3' }) });
    const spans = [finishedSpan('root', { id: '0' }), outer, inner, own];
    for (const look of [spanTree, formatSpanTree, expectSpanTree]) {
      expect(thrownBy(() => look(spans))).toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: "Expected the spans to be trees, with a root above each, got [ 'outer', 'inner', 'own' ]",
      });
    }
  });

  it.each([null, 7, {}, { name: 'a' }])('refuses %p, which is no finished span', (value) => {
    expect(thrownBy(() => spanTree([finishedSpan('root', { id: '0' }), value as never]))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/^Expected each span to be a finished span, got /),
    });
  });

  it.each([undefined, null, 7, 'spans', {}, new InMemorySpanExporter()])(
    'refuses %p, which holds no spans',
    (source) => {
      expect(thrownBy(() => spanTree(source as never))).toMatchObject({
        name: 'TestingError',
        code: 'INVALID_ARGUMENT',
        message: expect.stringMatching(/^Expected the spans to be an array .* or an inMemoryTrace\(\), got /),
      });
    },
  );
});

describe('formatSpanTree', () => {
  const spans = finishedSpans([
    {
      name: 'root',
      below: [
        { name: 'file', attributes: { path: 'b.ts', n: 1 }, below: [{ name: 'step' }] },
        { name: 'file', attributes: { path: 'a.ts' }, below: [{ name: 'step' }] },
        { name: 'done' },
        { name: 'file' },
      ],
    },
  ]);

  it('counts siblings that look the same with all that is below them', () => {
    expect(formatSpanTree(spans)).toBe('root\n  file × 2\n    step\n  done\n  file');
  });

  it('shows the attributes that it is asked for', () => {
    expect(formatSpanTree(spans, { attributes: ['path', 'n'] })).toBe(
      [
        'root',
        '  file {path: b.ts, n: 1}',
        '    step',
        '  file {path: a.ts}',
        '    step',
        '  done',
        '  file',
      ].join('\n'),
    );
  });

  it('shows attributes that a span has, and nothing that every object has', () => {
    const odd = finishedSpan('odd', { id: '1', attributes: { constructor: 'Analyzer' } });
    expect(formatSpanTree([odd], { attributes: ['constructor', 'toString'] })).toBe(
      'odd {constructor: Analyzer}',
    );
  });

  it('escapes what a terminal would obey', () => {
    const span = finishedSpan('a\u001b[2J\u202eb\u009b', { id: '1', attributes: { file: 'c\u2066d' } });
    expect(formatSpanTree([span], { attributes: ['file'] })).toBe(
      '"a\\u001b[2J\\u202eb\\u009b" {file: "c\\u2066d"}',
    );
  });

  it('tells lines apart, whatever they are named', () => {
    const odd = finishedSpans([{ name: 'x' }, { name: 'foo', below: [{ name: 'x' }] }, { name: '0×1 foo' }]);
    expect(formatSpanTree(odd)).toBe('x\nfoo\n  x\n0×1 foo');
  });

  it('sorts by name and attributes, for snapshots', () => {
    expect(formatSpanTree(spans, { attributes: ['path'], sort: 'name' })).toBe(
      ['root', '  done', '  file', '  file {path: a.ts}', '    step', '  file {path: b.ts}', '    step'].join(
        '\n',
      ),
    );
  });

  it('is empty without spans', () => {
    expect(formatSpanTree([])).toBe('');
  });
});
