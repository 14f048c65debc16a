import { SpanStatusCode } from '@opentelemetry/api';
import { getErrorContext, getProgress, setProgress, withSpan } from '@threadspan/context';
import { load } from './fixtures/load';
import type { Dialect } from './fixtures/load';
import type * as Fixture from './fixtures/lasting';
import { hierarchy } from './hierarchy';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';
import { thrownBy } from '../../../tools/jest/support/thrown-by';

afterEach(stopSdk);

const DIALECTS: Dialect[] = ['experimentalDecorators', 'standard decorators'];

describe.each(DIALECTS)('with %s, the span of a generator', (dialect) => {
  const { Lasting } = load<typeof Fixture>('lasting', dialect);

  it('is there in each step, and not for the code that takes them', () => {
    const seen: string[][] = [];
    for (const names of new Lasting().count(2)) seen.push(names, hierarchy());
    expect(seen).toEqual([['Lasting.count'], [], ['Lasting.count'], []]);
  });

  it('ends when the generator has, with attributes of what it returned', () => {
    const sdk = startSdk();
    const generator = new Lasting().count(3);
    generator.next();
    generator.next();
    generator.next();
    expect(sdk.names()).toEqual([]);
    expect(generator.next()).toEqual({ done: true, value: 3 });
    expect(generator.next()).toEqual({ done: true, value: undefined });
    expect(sdk.names()).toEqual(['Lasting.count']);
    expect(sdk.span('Lasting.count').attributes).toEqual({ count: 3, sum: 3 });
  });

  it('starts with the first step: a generator that is never asked leaves none', () => {
    const sdk = startSdk();
    const lasting = new Lasting();
    lasting.count(1);
    const told = lasting.count(1);
    told.return(0);
    told.next();
    expect(() => lasting.count(1).throw(new Error('unused'))).toThrow('unused');
    expect([lasting.log, sdk.names()]).toEqual([[], []]);
  });

  it('is in the context of the call, whoever takes the steps', () => {
    const sdk = startSdk();
    const generator = withSpan('caller', () => new Lasting().count(2));
    const seen = withSpan('consumer', () => [...generator]);
    expect(seen).toEqual([
      ['caller', 'Lasting.count'],
      ['caller', 'Lasting.count'],
    ]);
    expect(sdk.span('Lasting.count').parentSpanContext?.spanId).toBe(sdk.span('caller').spanContext().spanId);
  });

  it('ends when the loop around it is left, after the clean-up, and without attributes of a result', () => {
    const sdk = startSdk();
    const lasting = new Lasting();
    for (const names of lasting.count(3)) {
      expect(names).toEqual(['Lasting.count']);
      break;
    }
    expect(lasting.log).toEqual(['started', 'cleaned up in Lasting.count']);
    expect(sdk.span('Lasting.count').attributes).toEqual({});
    expect(sdk.span('Lasting.count').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('ends with the error that the generator throws, which has its context', () => {
    const sdk = startSdk();
    const error = thrownBy(() => [...new Lasting().fails()]);
    expect(error).toEqual(new RangeError('in a generator'));
    expect(getErrorContext(error)?.spanHierarchy.map(({ name }) => name)).toEqual(['Lasting.fails']);
    expect(sdk.span('Lasting.fails').status).toEqual({
      code: SpanStatusCode.ERROR,
      message: 'in a generator',
    });
    expect(sdk.span('Lasting.fails').events).toHaveLength(1);
  });

  it('ends with an error that is thrown into the generator and not caught there', () => {
    const sdk = startSdk();
    const caught = new Lasting().recovers();
    caught.next();
    const error = new Error('from outside');
    expect(caught.throw(error)).toEqual({ done: false, value: error });
    expect(sdk.names()).toEqual([]);
    caught.next();
    expect(sdk.span('Lasting.recovers').status.code).toBe(SpanStatusCode.UNSET);

    const uncaught = new Lasting().fails();
    uncaught.next();
    expect(() => uncaught.throw(error)).toThrow(error);
    expect(sdk.span('Lasting.fails').status.message).toBe('from outside');
  });

  it('takes values in and gives values out', () => {
    const lasting = new Lasting();
    const generator = lasting.count(2);
    generator.next('ignored');
    generator.next('told');
    expect(lasting.log).toEqual(['started', 'told']);
  });

  it('is under that of a generator that delegates to it', () => {
    const sdk = startSdk();
    expect([...new Lasting().outer()]).toEqual([['Lasting.outer', 'Lasting.inner']]);
    expect(sdk.names()).toEqual(['Lasting.inner', 'Lasting.outer']);
  });

  it('leaves the generator what it is', () => {
    const lasting = new Lasting();
    const generator = lasting.count(1);
    expect(Object.prototype.toString.call(generator)).toBe('[object Generator]');
    expect(generator).toBeInstanceOf(Object.getOwnPropertyDescriptor(Lasting.prototype, 'count')?.value);
    expect(generator[Symbol.iterator]()).toBe(generator);
    expect(Object.keys(generator)).toEqual([]);
    expect([lasting.count.name, lasting.count.length]).toEqual(['count', 1]);
    const [first] = generator;
    expect(first).toEqual(['Lasting.count']);
  });

  it('of a method that returns one holds for the call and for all steps', () => {
    const sdk = startSdk();
    const lasting = new Lasting();
    const generator = lasting.returned();
    expect(lasting.log).toEqual(['called in Lasting.returned']);
    expect(sdk.names()).toEqual([]);
    expect([...generator]).toEqual([['Lasting.returned'], ['Lasting.returned']]);
    expect(sdk.names()).toEqual(['Lasting.returned']);
  });

  it('of a method that returns one ends also where that is told to end before its first step', () => {
    const sdk = startSdk();
    setProgress(0, 1);
    new Lasting().returnedForFile('a.ts').return(undefined);
    expect(getProgress().processed).toBe(1);
    expect(() => new Lasting().returned().throw(new Error('unused'))).toThrow('unused');
    expect(sdk.spans().map(({ name, status }) => [name, status.message])).toEqual([
      ['process_file', undefined],
      ['Lasting.returned', 'unused'],
    ]);
  });

  it('of a generator that is handed on is inside the span of the method that does', () => {
    const lasting = new Lasting();
    const sdk = startSdk();
    expect([...lasting.given(lasting.inner())]).toEqual([['Lasting.inner']]);
    expect(sdk.names()).toEqual(['Lasting.inner', 'Lasting.given']);
  });
});

describe.each(DIALECTS)('with %s, the span of an async generator', (dialect) => {
  const { Lasting } = load<typeof Fixture>('lasting', dialect);

  it('is there after every await, and not for the code that takes the steps', async () => {
    const sdk = startSdk();
    const lasting = new Lasting();
    const seen: string[][] = [];
    for await (const names of withSpan('caller', () => lasting.later(2))) seen.push(names, hierarchy());
    expect(seen).toEqual([['caller', 'Lasting.later'], [], ['caller', 'Lasting.later'], []]);
    expect(lasting.log).toEqual(['done in caller,Lasting.later']);
    expect(sdk.names()).toEqual(['caller', 'Lasting.later']);
  });

  it('ends when the loop around it is left', async () => {
    const sdk = startSdk();
    for await (const names of new Lasting().later(2)) {
      expect([names, sdk.names()]).toEqual([['Lasting.later'], []]);
      break;
    }
    expect(sdk.names()).toEqual(['Lasting.later']);
  });

  it('ends once when steps are taken without waiting for each other', async () => {
    const sdk = startSdk();
    const generator = new Lasting().later(1);
    const results = await Promise.all([generator.next(), generator.next(), generator.next()]);
    expect(results.map(({ done }) => done)).toEqual([false, true, true]);
    expect(sdk.names()).toEqual(['Lasting.later']);
  });

  it('ends with the error that it rejects with, which has its context', async () => {
    const sdk = startSdk();
    const generator = new Lasting().failsLater();
    await generator.next();
    const error: unknown = await generator.next().catch((reason: unknown) => reason);
    expect(error).toEqual(new RangeError('in an async generator'));
    expect(getErrorContext(error)?.spanHierarchy.map(({ name }) => name)).toEqual(['Lasting.failsLater']);
    expect(sdk.span('Lasting.failsLater').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('counts its file when it ends, well or badly', async () => {
    setProgress(0, 2);
    const generator = new Lasting().lines('a.ts');
    expect(await generator.next()).toEqual({ done: false, value: 'a.ts' });
    expect(getProgress()).toEqual({ processed: 0, failed: 0, total: 2 });
    await generator.next();
    expect(getProgress()).toEqual({ processed: 1, failed: 0, total: 2 });
    const bad = new Lasting().lines('bad.ts');
    await bad.next();
    await expect(bad.next()).rejects.toThrow('boom');
    expect(getProgress()).toEqual({ processed: 2, failed: 1, total: 2 });
  });

  it('of a method that promises one holds for the call and for all steps', async () => {
    const sdk = startSdk();
    const generator = await new Lasting().promised();
    expect(sdk.names()).toEqual([]);
    const seen: string[][] = [];
    for await (const names of generator) seen.push(names);
    expect(seen).toEqual([['Lasting.promised'], ['Lasting.promised']]);
    expect(sdk.names()).toEqual(['Lasting.promised']);
  });
});
