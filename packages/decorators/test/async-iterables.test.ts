import { getProgress, setProgress } from '@threadspan/context';
import { load } from './fixtures/load';
import type { Dialect } from './fixtures/load';
import type * as Fixture from './fixtures/lasting';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';

afterEach(stopSdk);

const DIALECTS: Dialect[] = ['experimentalDecorators', 'standard decorators'];

describe.each(DIALECTS)('with %s, the span', (dialect) => {
  const { Lasting, Countdown } = load<typeof Fixture>('lasting', dialect);

  it('of any other async iterator that is returned ends with it, too', async () => {
    const sdk = startSdk();
    const iterator = new Lasting().iterator();
    expect(iterator).toBeInstanceOf(Countdown);
    const seen: string[][] = [];
    for await (const names of iterator) seen.push(names);
    expect(seen).toEqual([['Lasting.iterator'], ['Lasting.iterator']]);
    expect(sdk.names()).toEqual(['Lasting.iterator']);
  });

  it('of what can be iterated anew each time ends with its first reader, who alone is in it', async () => {
    const sdk = startSdk();
    const iterable = new Lasting().iterable();
    expect(sdk.names()).toEqual([]);
    const seen: string[][] = [];
    for await (const names of iterable) seen.push(names);
    expect(seen.length).toBeGreaterThan(0);
    for (const names of seen) expect(names).toEqual(['Lasting.iterable']);
    expect(sdk.names()).toEqual(['Lasting.iterable']);
    for await (const names of iterable) expect(names).toEqual([]);
    expect(sdk.names()).toEqual(['Lasting.iterable']);
  });

  it('of what can be iterated ends when its reader leaves', async () => {
    const sdk = startSdk();
    for await (const names of new Lasting().iterable()) {
      expect(names).toEqual(['Lasting.iterable']);
      break;
    }
    expect(sdk.names()).toEqual(['Lasting.iterable']);
  });

  it('is one layer around what the same method returns again and again', async () => {
    const sdk = startSdk();
    const lasting = new Lasting();
    const iterable = lasting.iterable();
    for (let call = 0; call < 20_000; call += 1) lasting.given(iterable);
    for await (const names of iterable) expect(names).toEqual(['Lasting.iterable']);
    expect(sdk.names().slice(-2)).toEqual(['Lasting.iterable', 'Lasting.given']);
    expect(sdk.spans()).toHaveLength(20_001);
  });

  it('of a cursor, whose `next` gives documents, ends with the loop over it', async () => {
    const sdk = startSdk();
    const documents = [{ done: true }, { done: false }];
    const cursor = new Lasting().given({
      next: async () => documents.shift(),
      async *[Symbol.asyncIterator]() {
        for (let found = await this.next(); found; found = await this.next()) yield found;
      },
    });
    let open = 0;
    for await (const _ of cursor) open += sdk.spans().length === 0 ? 1 : 0;
    expect([open, sdk.names()]).toEqual([2, ['Lasting.given']]);
  });

  it('of an async iterator ends also where nobody asks it for an iterator', async () => {
    const sdk = startSdk();
    const iterator = new Lasting().iterator();
    while (!(await iterator.next()).done) expect(sdk.spans()).toEqual([]);
    expect(sdk.names()).toEqual(['Lasting.iterator']);
  });

  it('of a thenable that can be iterated, too, ends with the call', async () => {
    const sdk = startSdk();
    const given = { then: () => undefined, [Symbol.asyncIterator]: () => new Countdown(1) };
    const { [Symbol.asyncIterator]: iterate } = given;
    expect(new Lasting().given(given)[Symbol.asyncIterator]).toBe(iterate);
    expect(sdk.names()).toEqual(['Lasting.given']);
  });

  it('of what lets nobody change it ends with the call, once', async () => {
    const sdk = startSdk();
    setProgress(0, 1);
    const next = async () => ({ done: true, value: undefined });
    const iterate = { value: () => ({ next }), configurable: false };
    const sealed = Object.defineProperty({ next }, Symbol.asyncIterator, iterate);
    await new Lasting().givenForFile('a.ts', sealed).next();
    expect([getProgress().processed, sdk.names()]).toEqual([1, ['process_file']]);
    const frozen = new Lasting().givenForFile('a.ts', Object.freeze(new Countdown(1)));
    expect(sdk.names()).toHaveLength(2);
    for await (const names of frozen) expect(names).toEqual([]);
    expect(getProgress().processed).toBe(2);
  });
});
