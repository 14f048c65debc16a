import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { withSpan } from '@threadspan/context';
import { expectSpanTree } from '@threadspan/testing';
import type { SpanPattern, SpanTreePattern } from '@threadspan/testing';
import { failureOf } from './failure-of';
import { finishedSpan, finishedSpans } from './finished-span';
import { traced } from './traced';

const trace = traced();

/** unified_analysis: parsing with three files, one of which fails, and debt_scoring. */
function analyze(): void {
  withSpan('unified_analysis', { kind: SpanKind.SERVER }, () => {
    withSpan('parsing', { attributes: { files: 3 } }, () => {
      for (const path of ['a.ts', 'b.ts', 'c.ts']) {
        withSpan('process_file', { attributes: { 'file.path': path, fast: true } }, (span) => {
          if (path === 'b.ts') span.setStatus({ code: SpanStatusCode.ERROR, message: 'bad file' });
          span.addEvent('opened').addEvent('read', { bytes: 7 });
        });
      }
    });
    withSpan('debt_scoring', () => undefined);
  });
}

const parsing = (children: SpanTreePattern, more: Partial<SpanPattern> = {}): SpanPattern => ({
  name: 'unified_analysis',
  children: [{ name: 'parsing', children, ...more }, 'debt_scoring'],
});

describe('expectSpanTree().toMatch', () => {
  beforeEach(analyze);

  it.each<[string, SpanTreePattern]>([
    ['text', 'unified_analysis\n  parsing\n    process_file × 3\n  debt_scoring'],
    ['text in another order', 'unified_analysis\n  debt_scoring\n  parsing\n    process_file x 3'],
    ['text with attributes', parsing('process_file {file.path: b.ts, fast: true}\nprocess_file × 2')],
    ['counts from and to', parsing('process_file × 2-4')],
    ['at least', parsing('process_file × 1+')],
    ['lines one by one', parsing('process_file\nprocess_file\nprocess_file')],
    ['objects', parsing({ name: 'process_file', count: 3 }, { attributes: { files: 3 } })],
    ['counts as a range', parsing({ name: 'process_file', count: { min: 2 } })],
    ['a RegExp', parsing({ name: /^process_/, attributes: { 'file.path': /^[abc]\.ts$/ }, count: 3 })],
    ['a RegExp with a memory', parsing({ name: /process_/gy, count: 3 })],
    [
      'predicates',
      parsing({ name: (name) => name.length > 3, attributes: { fast: (v) => v === true }, count: 3 }),
    ],
    [
      "a test runner's matchers",
      parsing({ name: expect.any(String), attributes: expect.objectContaining({ fast: true }), count: 3 }),
    ],
    ['a status', parsing([{ name: 'process_file', status: 'ERROR' }, 'process_file × 2'])],
    [
      'a status with its message',
      parsing([{ name: 'process_file', status: { code: 'ERROR', message: /^bad/ } }, 'process_file × 2']),
    ],
    ['a kind', { ...parsing('process_file × 3'), kind: 'SERVER' }],
    ['names of events', parsing({ name: 'process_file', events: ['opened', /re/], count: 3 })],
    [
      'events',
      parsing({
        name: 'process_file',
        events: ['opened', { name: 'read', attributes: { bytes: 7 } }],
        count: 3,
      }),
    ],
    [
      'an attribute that is not there',
      parsing({ name: 'process_file', attributes: { slow: undefined }, count: 3 }),
    ],
    ['no such span', parsing(['process_file × 3', { name: 'skip', count: 0 }])],
    ['extra spans in the text', 'unified_analysis\n  parsing\n    ...\n  debt_scoring'],
    ['extra spans at the top', '...'],
    ['extra spans of a pattern', { name: 'unified_analysis', allowExtra: true }],
  ])('takes %s', (_, pattern) => {
    expectSpanTree(trace).toMatch(pattern);
    expectSpanTree(trace.spans).toMatch(pattern);
  });

  it.each<[string, SpanTreePattern, string]>([
    [
      'a span is missing',
      parsing('process_file × 4'),
      'missing: process_file under unified_analysis > parsing (got 3 of 4)',
    ],
    [
      'too few are there',
      parsing('process_file × 4+'),
      'missing: process_file under unified_analysis > parsing (got 3 of at least 4)',
    ],
    [
      'too many are there',
      parsing('process_file × 1-2'),
      'too many: process_file under unified_analysis > parsing (got 3 of 1 to 2)',
    ],
    [
      'a span is unexpected',
      'unified_analysis\n  parsing\n    process_file × 3',
      'unexpected: debt_scoring under unified_analysis',
    ],
    [
      'children are not named',
      'unified_analysis\n  parsing\n  debt_scoring',
      'unexpected: process_file under unified_analysis > parsing',
    ],
    ['a root is another', 'analysis', 'missing: analysis at the top (got 0 of 1)'],
    [
      'a RegExp finds nothing',
      parsing({ name: /^read/, count: 3 }),
      'missing: /^read/ under unified_analysis > parsing (got 0 of 3)',
    ],
    [
      'an attribute is different',
      parsing('process_file {file.path: d.ts}\nprocess_file × 2'),
      "different: process_file under unified_analysis > parsing: attributes['file.path']: expected d.ts, got 'c.ts'",
    ],
    [
      'a status is different',
      parsing({ name: 'process_file', status: 'OK', count: 3 }),
      "different: process_file under unified_analysis > parsing: status.code: expected 'OK', got 'UNSET'",
    ],
    [
      "a test runner's matcher does not fit",
      parsing('process_file × 3', { attributes: { files: expect.any(String) } }),
      'different: parsing under unified_analysis: attributes.files: expected Any<String>, got 3',
    ],
    [
      'an event is missing',
      parsing({ name: 'process_file', events: ['opened'], count: 3 }),
      "different: process_file under unified_analysis > parsing: events[1]: expected nothing, got { name: 'read', attributes: { bytes: 7 } }",
    ],
  ])('says where, when %s', (_, pattern, difference) => {
    expect(failureOf(() => expectSpanTree(trace).toMatch(pattern)).message.split('\n')).toContain(difference);
  });

  it('asks a predicate about the attributes of spans that have the name of its rule, and of no others', () => {
    const spans = finishedSpans([{ name: 'file', attributes: { path: 'a.ts' } }, { name: 'done' }]);
    const isSource = (path: unknown) => (path as string).endsWith('.ts');
    expectSpanTree(spans).toMatch([{ name: 'file', attributes: { path: isSource } }, 'done']);
  });

  it('with `ordered` wants siblings in the order in which they started', () => {
    const pattern = (...names: string[]) =>
      ['unified_analysis', ...names.map((name) => `  ${name}`)].join('\n');
    const files = 'parsing\n    process_file × 3';
    expectSpanTree(trace).toMatch(pattern(files, 'debt_scoring'), { ordered: true });
    const { message } = failureOf(() =>
      expectSpanTree(trace).toMatch(pattern('debt_scoring', files), { ordered: true }),
    );
    expect(message).toContain('in another order: the spans under unified_analysis\n');
  });

  it('with `allowExtra` leaves spans alone that fit nothing, and still counts those that do', () => {
    const options = { allowExtra: true };
    expectSpanTree(trace).toMatch('unified_analysis\n  debt_scoring', options);
    expectSpanTree(trace).toMatch('unified_analysis\n  parsing\n    process_file {file.path: a.ts}', options);
    const { message } = failureOf(() =>
      expectSpanTree(trace).toMatch('unified_analysis\n  parsing\n    process_file × 2', options),
    );
    expect(message).toContain('too many: process_file under unified_analysis > parsing (got 3 of 2)');
    expect(message).toContain(
      'Expected, among others:\n  unified_analysis\n    parsing\n      process_file × 2\n\n',
    );
  });

  it('with `allowExtra` is exact where a pattern says so', () => {
    const pattern = { name: 'unified_analysis', allowExtra: false, children: 'debt_scoring' };
    const { message } = failureOf(() => expectSpanTree(trace).toMatch(pattern, { allowExtra: true }));
    expect(message).toContain('unexpected: parsing under unified_analysis\n');
  });

  it('fails with both trees as text, siblings in the order of the pattern, with what it asks about', () => {
    const failure = failureOf(() =>
      expectSpanTree(trace).toMatch(`
        unified_analysis
          debt_scoring
          parsing {files: 4}
            process_file × 3
      `),
    );
    expect(failure).toMatchObject({
      code: 'ERR_ASSERTION',
      operator: 'toMatch',
      expected: 'unified_analysis\n  debt_scoring\n  parsing {files: 4}\n    process_file × 3',
      actual: 'unified_analysis\n  debt_scoring\n  parsing {files: 3}\n    process_file × 3',
    });
    expect(failure.message).toBe(
      [
        'The span tree is not as expected.',
        '',
        'different: parsing under unified_analysis: attributes.files: expected 4, got 3',
        '',
        'Expected:',
        '  unified_analysis',
        '    debt_scoring',
        '    parsing {files: 4}',
        '      process_file × 3',
        '',
        'Actual:',
        '  unified_analysis',
        '    debt_scoring',
        '    parsing {files: 3}',
        '      process_file × 3',
        '',
      ].join('\n'),
    );
  });

  it('shows in a failure all that a pattern of objects asks about', () => {
    const { expected, actual } = failureOf(() =>
      expectSpanTree(trace).toMatch({
        name: /analysis/,
        kind: 'CLIENT',
        status: 'UNSET',
        attributes: { files: (files) => Number(files) > 3, list: [1, 2] },
        count: { min: 1, max: 2 },
        allowExtra: true,
      }),
    );
    expect(expected).toBe(
      `/analysis/ {files: <files>, list: "[1,2]"} [status: { code: 'UNSET' }] [kind: 'CLIENT'] × 1-2\n  ...`,
    );
    expect(actual).toMatch(
      /^unified_analysis \[status: { code: 'UNSET' }\] \[kind: 'SERVER'\]\n {2}parsing\n/,
    );
  });

  it('shows the first 60 lines of a long tree in the message, and all of it in the diff', () => {
    trace.clear();
    for (let index = 0; index < 100; index += 1) withSpan(`span ${index}`, () => undefined);
    const { message, actual } = failureOf(() => expectSpanTree(trace).toMatch('one'));
    expect(message).toContain('\n  span 59\n  … 40 more lines\n');
    expect(String(actual).split('\n')).toHaveLength(100);
  });

  it('fails with a stack that begins where it was called', () => {
    const { stack = '' } = failureOf(() => expectSpanTree(trace).toMatch('other'));
    expect(/^ {4}at .*$/m.exec(stack)?.[0]).toContain('expect-span-tree.test.ts');
  });

  it('says so when there are no spans', () => {
    trace.clear();
    expectSpanTree(trace).toMatch('');
    expectSpanTree(trace).toMatch([]);
    expect(failureOf(() => expectSpanTree(trace).toMatch('root')).message).toContain(
      'Actual:\n  (no spans)\n',
    );
  });
});

describe('expectSpanTree().toBeOneTrace', () => {
  it('takes the spans of one trace', () => {
    analyze();
    expectSpanTree(trace).toBeOneTrace();
  });

  it('refuses two traces, and shows them', () => {
    withSpan('one', () => undefined);
    withSpan('other', () => withSpan('below', () => undefined));
    const failure = failureOf(() => expectSpanTree(trace).toBeOneTrace());
    expect(failure.message).toBe(
      'Expected the spans to be one trace, got 2\n\nActual:\n  one\n  other\n    below\n',
    );
    expect(failure).toMatchObject({ expected: 1, actual: 2, operator: 'toBeOneTrace' });
  });

  it('refuses a trace without spans', () => {
    const { message } = failureOf(() => expectSpanTree(trace).toBeOneTrace());
    expect(message).toBe('Expected finished spans, got none; is the trace among the span processors?');
  });
});

describe('expectSpanTree().toBeComplete', () => {
  it('takes several traces', () => {
    analyze();
    analyze();
    expectSpanTree(trace).toBeComplete();
  });

  it.each(['toBeComplete', 'toBeOneTrace'] as const)(
    'refuses a span whose parent is missing, as does %s',
    (name) => {
      const root = finishedSpan('root', { id: '1' });
      const gone = finishedSpan('gone', { id: '2', parent: root });
      const orphan = finishedSpan('orphan', { id: '3', parent: gone });
      const failure = failureOf(() => expectSpanTree([root, orphan])[name]());
      expect(failure.message).toBe(
        'Expected the parent of each span to be there, got 1 without: orphan\n\nActual:\n  root\n  orphan\n',
      );
      expect(failure).toMatchObject({ expected: [], actual: ['orphan'], operator: name });
    },
  );
});
