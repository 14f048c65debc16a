import { join } from 'node:path';
import { ThreadspanError, createExecutor } from '@threadspan/executor';
import type { Executor, Remote } from '@threadspan/executor';
import { rejectionOf } from '../../../tools/jest/support/rejection-of';
import { thrownBy } from '../../../tools/jest/support/thrown-by';
import { Shapes } from './workers/dist/shapes.js';

const MODULE = join(__dirname, 'workers/dist/shapes.js');

describe.each([
  ['in this thread', 0],
  ['in a worker', 1],
] as const)('%s', (_, workers) => {
  let executor: Executor;
  let remote: Remote<Shapes>;

  beforeAll(async () => {
    executor = createExecutor({ workers });
    remote = await executor.spawn(Shapes, { module: MODULE });
  });

  afterAll(() => executor.close());

  describe('a remote', () => {
    it('has the methods of its class: no fields, accessors, symbols, statics or optional ones that are not there', () => {
      expect(Object.keys(remote).sort()).toEqual([
        'bound',
        'convert',
        'entries',
        'falsy',
        'generate',
        'generateAsync',
        'plain',
        'query',
        'sum',
        'symbol',
        'toSet',
      ]);
      expect(Object.getOwnPropertySymbols(remote)).toEqual([]);
      expect(remote.maybe).toBeUndefined();
    });

    it('runs each overload of a method', async () => {
      const results: [number, string, string] = await Promise.all([
        remote.convert('abc'),
        remote.convert('255', 16),
        remote.convert(7),
      ]);
      expect(results).toEqual([3, 'ff', 'number 7']);
      expect(await remote.convert.with({ timeout: 10_000 })('255', 2)).toBe('11111111');
    });

    it('calls a method on its instance', async () => {
      const { bound } = remote;
      expect(await bound(1)).toBe(2);
    });

    it('awaits what can be awaited', async () => {
      expect(await remote.query()).toBe('rows');
    });

    it.each(['generate', 'generateAsync', 'entries', 'symbol'] as const)(
      'rejects with NOT_SERIALIZABLE for the result of %s',
      async (method) => {
        await expect(remote[method](2)).rejects.toMatchObject({ code: 'NOT_SERIALIZABLE' });
      },
    );
  });

  describe('a stage', () => {
    it('runs the overload that fits its items and shared arguments', async () => {
      const lengths: number[] = await executor.parIter(['a', 'bc']).map(remote.convert).collect();
      expect(lengths).toEqual([1, 2]);
      const hex: string[] = await executor
        .parIter(['15', '16'])
        .mapWithContext(remote.convert, { shared: [16] })
        .collect();
      expect(hex).toEqual(['f', '10']);
      expect(await executor.parIter([1]).map(remote.convert).collect()).toEqual(['number 1']);
    });

    it('takes apart generators, iterators and promises of Sets', async () => {
      const counts = executor.parIter([1, 2]);
      expect(await counts.flatMap(remote.generate).collect()).toEqual([0, 0, 1]);
      expect(await counts.flatMapWithContext(remote.toSet).collect()).toEqual([0, 0, 1]);
      expect(await counts.flatMap(remote.entries).collect()).toEqual([
        [0, 0],
        [0, 0],
        [1, 1],
      ]);
    });

    it('takes from the stage before it what could not be sent', async () => {
      expect(await executor.parIter([3, 4]).map(remote.generate).map(remote.sum).collect()).toEqual([3, 6]);
    });

    it('keeps what is falsy, but neither null nor undefined', async () => {
      const kept: (number | string | boolean)[] = await executor
        .parIter([0, 1, 2, 3, 4])
        .filterMapWithContext(remote.falsy)
        .collect();
      expect(kept).toEqual([0, '', false]);
    });

    it('fails for a flatMap method that returns a string', async () => {
      const chain = executor.parIter([1]).flatMap(remote.convert as never);
      await expect(chain.collect()).rejects.toThrow(
        'Expected a flatMap method to return an array or another iterable, got string',
      );
    });
  });

  describe('a method that is not annotated', () => {
    const NAMED =
      /^Expected Shapes\.plain to be annotated;.*add @WithParallelContext\(\) or @ProcessFile\(\) to it/;

    it('rejects at once, naming itself and the decorators, and nothing is started', async () => {
      const call = remote.plain();
      expect(executor.stats()).toMatchObject({ jobs: { waiting: 0, running: 0 }, startedWorkers: workers });
      const error = await rejectionOf(call);
      expect(ThreadspanError.is(error) && [error.code, error.message]).toEqual([
        'NOT_ANNOTATED',
        expect.stringMatching(NAMED),
      ]);
    });

    it('rejects with options, too', async () => {
      await expect(remote.plain.with({ timeout: 1 })()).rejects.toMatchObject({ code: 'NOT_ANNOTATED' });
    });

    it.each([
      'map',
      'filterMap',
      'flatMap',
      'mapWithContext',
      'filterMapWithContext',
      'flatMapWithContext',
      'forEachWithContext',
    ] as const)('throws where it is given to %s', (stage) => {
      const chain = executor.parIter([1]);
      const thrown = thrownBy(() => chain[stage](remote.plain as never));
      expect(ThreadspanError.is(thrown) && [thrown.code, thrown.message]).toEqual([
        'NOT_ANNOTATED',
        expect.stringMatching(NAMED),
      ]);
    });

    it('says so even when the executor is closed', async () => {
      const closed = createExecutor({ workers });
      const { plain } = await closed.spawn(Shapes, { module: MODULE });
      await closed.close();
      await expect(plain()).rejects.toMatchObject({ code: 'NOT_ANNOTATED' });
    });
  });
});
