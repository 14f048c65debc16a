import { AsyncLocalStorage } from 'node:async_hooks';
import { trace } from '@opentelemetry/api';
import { registerContextAccessor, withPhase, withSpan } from '@threadspan/context';
import { WithParallelContext } from '@threadspan/decorators';
import { createExecutor } from '@threadspan/executor';
import type { Executor, Remote } from '@threadspan/executor';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';

interface Item {
  value: number;
}

const tenant = new AsyncLocalStorage<{ readonly name: string }>();

/** Looks at what comes in, changes it, and keeps what it gives. */
class Spy {
  readonly #args: Item;
  readonly #given: Item = { value: 0 };

  constructor(args: Item = { value: 0 }) {
    this.#args = args;
  }

  @WithParallelContext()
  change(item: Item, shared: Item): [number, number, number] {
    item.value += 1;
    shared.value += 1;
    this.#args.value += 1;
    return [item.value, shared.value, this.#args.value];
  }

  @WithParallelContext()
  give(): Item {
    this.#given.value += 1;
    return this.#given;
  }

  @WithParallelContext()
  kinds(value: unknown, ...more: unknown[]): string[] {
    const kinds = [Object, Array, Map, Set, Date, RegExp, Error, URL, Uint8Array, ArrayBuffer];
    return [value, ...more].map((one) => kinds.findLast((kind) => one instanceof kind)?.name ?? 'foreign');
  }

  @WithParallelContext()
  inside(value: { readonly list: readonly unknown[] }): boolean[] {
    const [map, error] = value.list as [Map<unknown, unknown>, Error];
    const [[key, entry]] = map as unknown as [[unknown, unknown]];
    return [key instanceof Date, entry instanceof Set, error.cause instanceof Array];
  }

  @WithParallelContext()
  tenant(): { readonly name: string } | undefined {
    return tenant.getStore();
  }

  @WithParallelContext()
  isRecording(_item: unknown): boolean {
    return trace.getActiveSpan()?.isRecording() ?? false;
  }
}

let executor: Executor;
let spy: Remote<Spy>;
const args: Item = { value: 100 };

beforeEach(async () => {
  executor = createExecutor({ workers: 0 });
  spy = await executor.spawn(Spy, { module: '/not/built/yet.js', args: [args] });
});
afterEach(() => executor.close());

describe('what goes to an item in this thread', () => {
  it('is a copy: of the item, of what items share, of the arguments of the constructor, and of results', async () => {
    const item: Item = { value: 1 };
    const shared: Item = { value: 10 };
    const chain = executor.parIter([item, item]).map(spy.change, { shared: [shared] });
    expect(await chain.collect()).toEqual([
      [2, 11, 101],
      [2, 12, 102],
    ]);
    expect(await chain.collect()).toEqual([
      [2, 11, 103],
      [2, 12, 104],
    ]);
    expect([item, shared, args]).toEqual([{ value: 1 }, { value: 10 }, { value: 100 }]);
    const first = await spy.give();
    expect([await spy.give(), first]).toEqual([{ value: 2 }, { value: 1 }]);
  });

  it('is of the same realm as its class, also where tests run in one of their own', async () => {
    const values = [{}, [], new Map(), new Set(), new Date(), /x/, new Error('x'), new URL('file:///x')];
    expect(await spy.kinds(...(values as [unknown]), new Uint8Array(1), new ArrayBuffer(1))).toEqual([
      'Object',
      'Array',
      'Map',
      'Set',
      'Date',
      'RegExp',
      'Error',
      'URL',
      'Uint8Array',
      'ArrayBuffer',
    ]);
    const list = [new Map([[new Date(), new Set()]]), new Error('x', { cause: [] })];
    expect(await executor.parIter([{ list }]).map(spy.inside).collect()).toEqual([[true, true, true]]);
    expect(await spy.give()).toStrictEqual({ value: 1 });
  });
});

describe('the context of an item in this thread', () => {
  it('has nothing of the AsyncLocalStorages of its caller but what an accessor carries, as a copy', async () => {
    const caller = { name: 'acme' };
    expect(await tenant.run(caller, () => spy.tenant())).toBeUndefined();
    const unregister = registerContextAccessor({
      key: 'tenant',
      get: () => tenant.getStore(),
      run: (value: { readonly name: string }, fn) => tenant.run(value, fn),
    });
    try {
      const chain = tenant.run(caller, () => executor.parIter([1]).mapWithContext(spy.tenant));
      expect([await tenant.run(caller, () => spy.tenant()), await chain.collect()]).toEqual([
        caller,
        [caller],
      ]);
      expect(await tenant.run(caller, () => executor.parIter([1]).map(spy.tenant).collect())).toEqual([
        undefined,
      ]);
      const unclonable = { name: 'acme', close: () => undefined };
      await expect(tenant.run(unclonable, () => spy.tenant())).rejects.toMatchObject({
        code: 'NOT_SERIALIZABLE',
      });
    } finally {
      unregister();
    }
  });

  it('makes spans of this thread, in the trace of the caller and below its span', async () => {
    const sdk = startSdk();
    try {
      await withSpan('root', () => withPhase('parsing', () => spy.give()));
      const root = sdk.span('root').spanContext();
      const { parentSpanContext } = sdk.span('Spy.give');
      expect([parentSpanContext?.traceId, parentSpanContext?.spanId]).toEqual([root.traceId, root.spanId]);
      const raw = await withSpan('other', () => executor.parIter([1]).map(spy.isRecording).collect());
      expect(raw).toEqual([true]);
      expect(sdk.span('Spy.isRecording').parentSpanContext).toBeUndefined();
    } finally {
      stopSdk();
    }
  });
});
