import type { ErrorEnvelope } from '@threadspan/context';
import { getErrorContext, packError, unpackError } from '@threadspan/context';
import * as fc from 'fast-check';

const read = (envelope: unknown) => unpackError(envelope as ErrorEnvelope);
const readParts = (...parts: unknown[]) => read({ parts }) as Error & Record<string, unknown>;
const isUnreadable = (thrown: unknown) =>
  thrown instanceof Error &&
  thrown.message.startsWith('Expected an error from another thread, got something');

describe('an envelope that is garbage as a whole', () => {
  it.each([
    ['undefined', undefined],
    ['null', null],
    ['text', 'Error: x'],
    ['an array', [{ kind: 'error' }]],
    ['an empty object', {}],
    ['no part', { parts: [] }],
    ['parts that are none', { parts: 'parts' }],
    ['a part that is none', { parts: [null] }],
    ['a part of an unknown kind', { parts: [{ kind: 'gift' }] }],
    ['a function', () => 1],
    ['something that cannot be cloned', { parts: [{ kind: 'value', value: () => 1 }] }],
    [
      'a getter that throws',
      {
        get parts() {
          throw new Error('no parts');
        },
      },
    ],
    ['data too deep for any stack', deep(1_000_000)],
  ])('%s gives an error that says it could not be read', (_what, envelope) => {
    expect(isUnreadable(read(envelope))).toBe(true);
  });
});

describe('an envelope with some garbage in it', () => {
  it('has a name and a message, and no stack of this thread', () => {
    const revived = readParts({ kind: 'error' });
    expect([String(revived), revived.stack]).toEqual(['Error', 'Error']);
  });

  it('loses what has the wrong type', () => {
    const part = { kind: 'error', classNames: 'TypeError', name: 1, message: {}, stack: [], recorded: 'yes' };
    const fields = [null, 'code', [], [1, 2], [{}, 1], ['ok', 1]];
    const revived = readParts({ ...part, fields, refs: 'refs', context: 5 });
    expect([String(revived), revived.stack, { ...revived }]).toEqual(['Error', 'Error', { ok: 1 }]);
    expect(getErrorContext(revived)).toBeUndefined();
  });

  it('keeps no field that every error has', () => {
    const names = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', 'stack', 'message'];
    const revived = readParts({ kind: 'error', fields: names.map((name) => [name, { polluted: 1 }]) });
    expect(Object.getPrototypeOf(revived)).toBe(Error.prototype);
    expect(revived['polluted']).toBeUndefined();
    expect([String(revived), revived.constructor]).toEqual(['Error', Error]);
  });

  it('has an unreadable error where a part is unreadable', () => {
    const fields = [['cause', null]];
    const refs = [{ kind: 'ref', path: ['cause'], part: 1 }];
    expect(isUnreadable(readParts({ kind: 'error', fields, refs }, { kind: 'gift' }).cause)).toBe(true);
  });

  it.each([
    ['a part that is not there', ['cause'], 7],
    ['a part that is no number', ['cause'], 'length'],
    ['no place', [], 0],
    ['a place that is not there', ['other'], 0],
    ['a place that is taken', ['taken'], 0],
    ['a prototype', ['__proto__', 'polluted'], 0],
    ['a constructor', ['constructor', 'prototype', 'polluted'], 0],
    ['a place in a text', ['text', '0'], 0],
    ['a field that every error has', ['message'], 0],
    ['a path of other things', [1, {}], 0],
    ['no path', undefined, 0],
    ['a path without end', Array.from({ length: 1_000_000 }, () => 'cause'), 0],
  ])('loses a reference to %s', (_what, path, part) => {
    const fields = [
      ['cause', null],
      ['taken', 1],
      ['text', 'text'],
    ];
    const revived = readParts({ kind: 'error', message: 'x', fields, refs: [{ kind: 'ref', path, part }] });
    expect({ ...revived, message: revived.message }).toEqual({
      cause: null,
      taken: 1,
      text: 'text',
      message: 'x',
    });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('loses a reference that goes round in circles', () => {
    const value: Record<string, unknown> = { at: null };
    value['self'] = value;
    const ref = (rounds: number) => ({ path: [...Array<string>(rounds).fill('self'), 'at'], part: 1 });
    const thrown = (rounds: number) =>
      readParts({ kind: 'value', value, refs: [ref(rounds)] }, { kind: 'error' })['at'];
    expect([thrown(99), thrown(100)]).toEqual([new Error(''), null]);
  });

  it('keeps to its bounds, whatever the size', () => {
    const fields = Array.from({ length: 100_000 }, (_, i) => [`f${i}`, null]);
    const refs = fields.map(([name], i) => ({ kind: 'ref', path: [name], part: i }));
    const others = Array.from({ length: 100_000 }, () => ({ kind: 'error' }));
    const values = Object.values(readParts({ kind: 'error', fields, refs }, ...others));
    expect([values.length, values.filter((value) => value instanceof Error).length]).toEqual([1_000, 200]);
  });

  it('bounds its context', () => {
    const frame = { name: 'n'.repeat(5_000) };
    const context = { currentFile: 'f'.repeat(100_000), spanHierarchy: Array(5_000).fill(frame) as unknown };
    const read = getErrorContext(readParts({ kind: 'error', context }));
    expect(read?.currentFile?.length).toBeLessThanOrEqual(4_096);
    expect(read?.spanHierarchy).toHaveLength(256);
    expect(read?.spanHierarchy[0]?.name.length).toBeLessThanOrEqual(1_024);
  });

  it('loses what is wrong with its context', () => {
    const context = {
      phase: 3,
      currentFile: 'a.ts',
      spanHierarchy: [null, { name: 5 }, { name: 'ok', traceId: 1, attributes: { a: 1, b: { c: 1 } } }],
      progress: { processed: 1, failed: 'x', total: 2 },
      worker: 1,
      attempt: '1',
      __proto__: { traceId: 'inherited' },
    };
    expect(getErrorContext(readParts({ kind: 'error', context }))).toEqual({
      currentFile: 'a.ts',
      spanHierarchy: [{ name: 'ok', attributes: { a: 1 } }],
    });
    const none = { spanHierarchy: [] };
    expect(getErrorContext(readParts({ kind: 'error', context: { spanHierarchy: 1 } }))).toEqual(none);
    expect(getErrorContext(readParts({ kind: 'value', value: {}, context: {} }))).toEqual(none);
  });

  it.each([
    ['a text', '5'],
    ['negative', -1],
    ['not finite', Infinity],
    ['no number', NaN],
  ])('loses a rate that is %s, and keeps the counts', (_what, rate) => {
    const counts = { processed: 1, failed: 0, total: 2 };
    const context = { spanHierarchy: [], progress: { ...counts, rate } };
    expect(getErrorContext(readParts({ kind: 'error', context }))?.progress).toEqual(counts);
  });

  it('stays as it was, so that it can be read again', () => {
    const envelope = packError(new AggregateError([new Error('a'), { error: new Error('b') }], 'all'));
    const before = structuredClone(envelope);
    const [one, two] = [read(envelope), read(envelope)] as [AggregateError, AggregateError];
    expect(envelope).toEqual(before);
    expect(one).toEqual(two);
    expect(one.errors[0]).not.toBe(two.errors[0]);
  });

  it('may have come as JSON', () => {
    const thrown = new TypeError('x', {
      cause: Object.assign(new RangeError('y'), { code: 'E', list: [new Error('z')] }),
    });
    const json = JSON.stringify(packError(thrown));
    const revived = read(JSON.parse(json)) as Error & { cause: { list: Error[] } };
    expect(revived).toBeInstanceOf(TypeError);
    expect(revived.cause).toMatchObject({ code: 'E', list: [new Error('z')] });
  });
});

describe('any garbage', () => {
  // Jest takes long over each frame.
  const { stackTraceLimit } = Error;
  beforeAll(() => void (Error.stackTraceLimit = 1));
  afterAll(() => void (Error.stackTraceLimit = stackTraceLimit));

  const anything = fc.anything({ maxDepth: 2, withBigInt: true, withMap: true, withNullPrototype: true });
  const key = fc.constantFrom(
    'cause',
    'errors',
    '0',
    'a',
    'message',
    'toString',
    '__proto__',
    'constructor',
    'prototype',
  );
  const number = fc.oneof(fc.integer({ min: -1, max: 3 }), fc.double());
  const or = (...good: fc.Arbitrary<unknown>[]) => fc.oneof(...good, ...good, anything);
  const object = (model: Record<string, fc.Arbitrary<unknown>>) => fc.record(model, { requiredKeys: [] });
  const text = or(
    fc.string(),
    fc.constantFrom('Error', 'TypeError', 'AggregateError', 'DOMException', 'AssertionError'),
  );
  const data = or(fc.constant(null), fc.dictionary(key, fc.constant(null)), fc.array(fc.constant(null)));
  const context = object({
    phase: text,
    currentFile: text,
    spanHierarchy: or(fc.array(or(object({ name: text, attributes: or(fc.dictionary(key, anything)) })))),
    progress: or(object({ processed: number, failed: number, total: number })),
    worker: or(object({ index: number, count: number, threadId: number })),
    attempt: number,
  });
  const part = object({
    kind: or(fc.constantFrom('error', 'value')),
    classNames: or(fc.array(text)),
    name: text,
    message: text,
    stack: text,
    value: data,
    fields: or(fc.array(or(fc.tuple(or(key), data), fc.tuple(or(key), data, anything)))),
    refs: or(
      fc.array(or(object({ kind: fc.constant('ref'), path: or(fc.array(or(key))), part: or(number) }))),
    ),
    context: or(context),
    recorded: anything,
  });
  const envelopes = or(fc.record({ parts: or(fc.array(or(part), { maxLength: 4 })) }));

  it('is unpacked without a throw and without a trace in any prototype', () => {
    const before = shapes();
    fc.assert(
      fc.property(envelopes, (envelope) => {
        const thrown = read(envelope);
        if (thrown instanceof Error) {
          void `${String(thrown)} ${String(thrown.stack)}`;
        }
        const crash = getErrorContext(thrown);
        if (crash && !Array.isArray(crash.spanHierarchy)) throw new Error('no hierarchy');
        read(structuredClone(packError(thrown)));
      }),
      { numRuns: 10_000 },
    );
    expect(shapes()).toEqual(before);
  });

  /** What prototypes have, before and after. */
  function shapes(): unknown[] {
    return [Object, Array, Function, Error, TypeError, AggregateError, DOMException].map((cls) => [
      Reflect.ownKeys(cls).map(String),
      Reflect.ownKeys(cls.prototype as object).map(String),
      String(cls.prototype.constructor),
    ]);
  }
});

function deep(levels: number): unknown {
  let parts: unknown[] = [];
  for (let i = 0; i < levels; i++) parts = [parts];
  return { parts };
}
