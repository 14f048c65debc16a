import { inspect } from 'node:util';
import { getErrorContext } from '@threadspan/context';
import { until } from '../../../tools/jest/support/until';
import { ENGINES, startEngine } from './engines';
import type { Engine } from './engines';
import { numbers } from './numbers';
import { spawnProbe } from './site';
import { Money } from './workers/dist/probe.js';

const CYCLE: Record<string, unknown> = { name: 'loop' };
CYCLE['self'] = CYCLE;

const VALUES: Record<string, unknown> = {
  undefined: undefined,
  null: null,
  'a negative zero': -0,
  'no number': NaN,
  infinity: -Infinity,
  'a bigint': 2n ** 70n,
  'an empty string': '',
  'half of a surrogate pair': '\ud800',
  'a Map': new Map<unknown, unknown>([
    [1, new Set(['a'])],
    [undefined, new Map([['b', 2n]])],
  ]),
  'a Set': new Set([1, 'a', undefined]),
  'typed arrays': [new Uint8Array([1, 2, 3]), new Float64Array([0.5]), new ArrayBuffer(3)],
  'a view of a part': new Uint16Array(new Uint16Array([1, 2, 3, 4]).buffer, 2, 2),
  'a Date': new Date(86_400_000),
  'a RegExp': /a+/gi,
  'a sparse array': [1, , 3], // eslint-disable-line no-sparse-arrays -- it is what is tested
  'an object with undefined in it': { a: undefined, b: [undefined, null] },
  'an object that looks packed': { bytes: 'AAAA' },
  'keys of prototypes': JSON.parse('{"__proto__":{"a":1},"constructor":2}'),
  'a cycle': CYCLE,
};

describe.each(ENGINES)('a call, in %s', (name) => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await startEngine(name);
  });

  afterAll(() => engine?.stop());

  it('resolves to what the method returns', async () => {
    expect(await engine.probe.double(21)).toBe(42);
  });

  it.each(Object.entries(VALUES))('takes and gives %s', async (_, value) => {
    const { executor, probe } = engine;
    const given = await probe.echo(value);
    // What toEqual takes for equal may still differ.
    expect(inspect(given, { depth: 9 })).toBe(inspect(value, { depth: 9 }));
    const items = await executor.parIter([1, value, 'a']).mapWithContext(probe.echo).collect();
    expect(inspect(items, { depth: 9 })).toBe(inspect([1, value, 'a'], { depth: 9 }));
  });

  it('takes many arguments, and none', async () => {
    const { probe } = engine;
    expect(await probe.sizes([1], new Map([['a', 1]]))).toEqual([[1], 1]);
    expect(await (probe.pidOf as unknown as () => Promise<number>)()).toEqual(expect.any(Number));
  });

  it('takes URLs as arguments, as shared ones, and as the file of an item', async () => {
    const { executor, probe } = engine;
    const url = new URL('https://example.org/a?b#c');
    expect(await probe.urlOf(1, url)).toBe(`URL ${url.href}`);
    const shared = executor.parIter([1, 2]).mapWithContext(probe.urlOf, { shared: [url] });
    expect(await shared.collect()).toEqual([`URL ${url.href}`, `URL ${url.href}`]);
    const file = new URL('file:///src/a.ts');
    expect(await executor.parIter([file, 'b.ts']).mapWithContext(probe.locate).collect()).toEqual([
      'URL file:///src/a.ts',
      'string b.ts',
    ]);
  });

  it('takes instances of classes for plain objects, in both directions', async () => {
    const { executor, probe } = engine;
    const answer = await probe.money(new Money(5));
    expect(answer).toEqual({ isMoney: false, money: { cents: 1 } });
    expect(Object.getPrototypeOf(answer.money)).not.toBe(Money.prototype);
    const [fromChain] = await executor
      .parIter([new Money(5)])
      .mapWithContext(probe.money)
      .collect();
    expect(fromChain?.isMoney).toBe(false);
  });

  it('gives the values of a generator as a list', async () => {
    const { executor, probe } = engine;
    expect(await executor.parIter([0, 2, 3]).flatMapWithContext(probe.upTo).collect()).toEqual([
      0, 1, 0, 1, 2,
    ]);
  });

  it('rejects with NOT_SERIALIZABLE for what can not be sent', async () => {
    const { executor, probe } = engine;
    await expect(probe.echo(() => 1)).rejects.toMatchObject({ code: 'NOT_SERIALIZABLE' });
    const { values, failures } = await executor
      .parIter<unknown>([1, Symbol('s'), 3])
      .mapWithContext(probe.echo)
      .collect({ failures: 'collect', chunkSize: 3 });
    expect(values).toEqual([1, 3]);
    expect(failures.map(({ index }) => index)).toEqual([1]);
    expect(failures[0]?.error).toMatchObject({ code: 'NOT_SERIALIZABLE' });
  });

  it('rejects with TASK_TIMEOUT when it takes longer than it may, and its thread is free again', async () => {
    const { probe } = engine;
    await expect(probe.hang.with({ timeout: 200 })()).rejects.toMatchObject({
      code: 'TASK_TIMEOUT',
      message: expect.stringContaining('200 ms'),
    });
    expect(await Promise.all(numbers(8).map((value) => probe.double(value)))).toHaveLength(8);
  });

  it('rejects with the reason of its signal, and its thread is free again', async () => {
    const { probe } = engine;
    const controllers = numbers(6).map(() => new AbortController());
    const calls = controllers.map(({ signal }) => probe.hang.with({ signal })());
    const rejected = Promise.all(calls.map((call) => expect(call).rejects.toThrow('enough')));
    await until(() => engine.executor.stats().jobs.running > 0);
    for (const controller of controllers) controller.abort(new Error('enough'));
    await rejected;
    expect(await Promise.all(numbers(8).map((value) => probe.double(value)))).toHaveLength(8);
  });

  it('is not made where its signal has aborted before', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(engine.probe.double.with({ signal })(1)).rejects.toThrow('too late');
  });

  it('rejects with the error of the method, of its class, with what that has and where it was', async () => {
    const failed = engine.probe.fail('a.ts');
    await expect(failed).rejects.toThrow(RangeError);
    await expect(failed).rejects.toMatchObject({ message: 'no a.ts', code: 'E_PROBE', path: 'a.ts' });
    const error: unknown = await failed.catch((caught: unknown) => caught);
    expect(getErrorContext(error)).toMatchObject({ currentFile: 'a.ts', attempt: 1 });
  });

  it('may be one of very many at once', async () => {
    const calls = numbers(500).map((value) => engine.probe.double(value));
    expect(await Promise.all(calls)).toEqual(numbers(500).map((value) => value * 2));
  });

  it('reaches the instance it was made on', async () => {
    const log = `${process.cwd()}/none`;
    const other = await spawnProbe(engine.executor, log);
    expect(await Promise.all([other.double(1), engine.probe.double(2)])).toEqual([2, 4]);
  });
});
