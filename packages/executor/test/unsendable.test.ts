import { registerContextAccessor } from '@threadspan/context';
import type { Executor, Remote } from '@threadspan/executor';
import { rejectionOf } from '../../../tools/jest/support/rejection-of';
import { until } from '../../../tools/jest/support/until';
import { MODES, MODULE, start, stopAll } from './start';
import { Analyzer } from './workers/dist/analyzer.js';

// As if it were a number, so that the compiler takes it.
const callback = ((p: string) => p.length) as unknown as number;

const ADVICE = 'send plain data, without functions, symbols and handles';
const refusalOf = (what: string) => ({
  code: 'NOT_SERIALIZABLE',
  message: `${what} can't be sent between threads: (p) => p.length could not be cloned; ${ADVICE}`,
});

afterEach(stopAll);

describe.each(MODES)('what says what could not be sent, %s', (_, workers) => {
  let executor: Executor;
  let analyzer: Remote<Analyzer>;

  beforeEach(async () => ({ executor, analyzer } = await start({ workers })));

  it('is the argument of a call', async () => {
    expect(await rejectionOf(analyzer.addAll(1, callback, 3))).toMatchObject(
      refusalOf('Argument 2 of Analyzer.addAll'),
    );
  });

  it('is the argument that could not be moved, and not one that can only be moved', async () => {
    const { port1, port2 } = new MessageChannel();
    const call = analyzer.addAll.with({ transfer: [port1] })(port1 as never, callback);
    expect(await rejectionOf(call)).toMatchObject(refusalOf('Argument 2 of Analyzer.addAll'));
    port1.close();
    port2.close();
  });

  it('is the item of a chain', async () => {
    const chain = executor.parIter([1, 2, callback, 4]).mapWithContext(analyzer.double);
    expect(await rejectionOf(chain.collect({ chunkSize: 4 }))).toMatchObject(
      refusalOf('The item at index 2 of the input'),
    );
  });

  // Of a method that has never run nobody knows how long it takes: each worker that waits takes half of what another has.
  it.each([0, 1, 2])(
    'is that item alone where a chunk is shared out between workers: %i of 3',
    async (at) => {
      await Promise.all([analyzer.double(1), analyzer.double(2)]);
      await until(() => executor.stats().workers.filter(({ state }) => state === 'idle').length === workers);
      const { values, failures } = await executor
        .parIter([1, 2, 3].with(at, callback))
        .mapWithContext(analyzer.positiveOnly)
        .collect({ failures: 'collect', chunkSize: 3 });
      expect(failures.map(({ index }) => index)).toEqual([at]);
      expect(values).toEqual([1, 2, 3].toSpliced(at, 1));
    },
  );

  it('is what the items of a stage share', async () => {
    const chain = executor.parIter([1]).mapWithContext(analyzer.addAll, { shared: [2, callback] });
    expect(await rejectionOf(chain.collect())).toMatchObject(refusalOf('`shared[1]` of Analyzer.addAll'));
  });

  it('is the argument of a constructor', async () => {
    const spawned = executor.spawn(Analyzer, { module: MODULE, args: [callback as never] });
    expect(await rejectionOf(spawned)).toMatchObject(refusalOf('`args[0]` of the constructor of Analyzer'));
  });

  it('is the result of a method', async () => {
    expect(await rejectionOf(analyzer.unclonable())).toMatchObject({
      message: `The result of Analyzer.unclonable can't be sent between threads: () => undefined could not be cloned; ${ADVICE}`,
    });
    const { failures } = await executor
      .parIter([1])
      .map(analyzer.double)
      .mapWithContext(analyzer.unclonableWhenOdd)
      .map(analyzer.unclonable)
      .collect({ failures: 'collect' });
    expect(String(failures[0]?.error)).toContain('The result of Analyzer.unclonable can');
  });

  it('is what a context accessor carries', async () => {
    const unregister = registerContextAccessor({ key: 'tenant', get: () => callback, run: (_, fn) => fn() });
    const what = refusalOf('The value of the context accessor `tenant`');
    try {
      const chain = executor.parIter([1]).mapWithContext(analyzer.double);
      expect(await rejectionOf(analyzer.double(1))).toMatchObject(what);
      expect(await rejectionOf(chain.collect())).toMatchObject(what);
    } finally {
      unregister();
    }
  });

  it('is cut where it is long', async () => {
    const long = Symbol('x'.repeat(1_000)) as unknown as number;
    const { message } = (await rejectionOf(analyzer.double(long))) as Error;
    expect(message.length).toBeLessThan(300);
    expect(message).toMatch(/^Argument 1 of Analyzer\.double .*characters\].* could not be cloned; /s);
  });
});
