import { setTimeout as sleep } from 'node:timers/promises';
import { withSpan } from '@threadspan/context';
import { spanId, start, stopAll } from './start';
import type { Traced } from './start';

afterEach(stopAll);

const gate = () => new Int32Array(new SharedArrayBuffer(8));
const until = async (condition: () => boolean) => {
  while (!condition()) await sleep(1);
};
const steps = (path: string) => Array.from({ length: 100 }, (_, step) => `step ${step} of ${path}`).sort();

function stepNames({ names }: Traced): string[] {
  return names().filter((name) => name.startsWith('step'));
}

describe('a worker that dies', () => {
  it('loses only the spans that had not ended when it runs out of memory', async () => {
    const traced = await start({}, { resourceLimits: { maxOldGenerationSizeMb: 48 } });
    await expect(withSpan('root', () => traced.analyzer.endless('a.ts!memory'))).rejects.toMatchObject({
      code: 'WORKER_OUT_OF_MEMORY',
    });
    expect(stepNames(traced)).toEqual(steps('a.ts!memory'));
    expect(traced.names()).toHaveLength(101); // and root
    expect(traced.span('step 7 of a.ts!memory').attributes['thread.name']).toMatch(/^worker [12]$/);
  });

  it('loses only the spans that had not ended when it hangs and is ended', async () => {
    const traced = await start({}, { taskTimeout: 800 });
    await expect(traced.analyzer.endless('a.ts')).rejects.toMatchObject({ code: 'TASK_TIMEOUT' });
    expect(stepNames(traced)).toEqual(steps('a.ts'));
  });

  it('leaves each span once when its item is tried again, for each try', async () => {
    const traced = await start({}, { taskTimeout: 800, retries: 1 });
    await expect(traced.analyzer.endless('a.ts')).rejects.toMatchObject({ code: 'TASK_TIMEOUT' });
    expect(stepNames(traced)).toEqual([...steps('a.ts'), ...steps('a.ts')].sort());
    expect(new Set(traced.spans().map(spanId)).size).toBe(200);
  });

  it('leaves each span of the other items of its chunk once', async () => {
    const traced = await start({}, { workers: 1, taskTimeout: 500 });
    const paths = Array.from({ length: 40 }, (_, index) => (index === 20 ? 'a!hang' : `${index}.ts`));
    const { failures } = await traced.executor
      .parIter(paths)
      .mapWithContext(traced.analyzer.analyze)
      .collect({ chunkSize: 40, failures: 'collect' });
    expect(failures.map(({ input }) => input)).toEqual(['a!hang']);
    expect(stepNames(traced)).toEqual(paths.map((path) => `step of ${path}`).sort());
    expect(traced.names().filter((name) => name === 'process_file')).toHaveLength(39);
  });

  it('leaves the spans of items that were finished, and are not run again because their chain has failed', async () => {
    const traced = await start({}, { workers: 1, taskTimeout: 800 });
    const paths = ['a.ts', 'b.ts', 'x!hang'];
    const collected = traced.executor
      .parIter(paths)
      .mapWithContext(traced.analyzer.analyze)
      .collect({ chunkSize: 3 });
    await expect(collected).rejects.toMatchObject({ code: 'TASK_TIMEOUT' });
    expect(traced.names()).toEqual([
      'process_file',
      'process_file',
      ...paths.map((path) => `step of ${path}`),
    ]);
  });

  it.each([
    ['is aborted', (_traced: Traced, abort: () => void) => abort()],
    ['loses its executor', ({ executor }: Traced) => void executor.close({ drain: false })],
  ])('leaves the spans of items that were finished when their chain %s', async (_what, end) => {
    const traced = await start({}, { workers: 1 });
    const turn = gate();
    const abortion = new AbortController();
    const collected = traced.executor
      .parIter(['a!quick', 'b.ts'])
      .mapWithContext(traced.analyzer.wait, { shared: [turn] })
      .collect({ chunkSize: 2, signal: abortion.signal });
    const ended = expect(collected).rejects.toThrow();
    await until(() => Atomics.load(turn, 0) === 1);
    end(traced, () => abortion.abort());
    await ended;
    await traced.executor.close();
    expect(traced.names()).toEqual(['process_file', 'step of a!quick', 'step of b.ts']);
  });

  it('has sent what did not fit into the shared memory', async () => {
    const traced = await start({}, { taskTimeout: 1_000 });
    const path = `${'long/'.repeat(2_000)}a.ts`;
    await expect(traced.analyzer.endless(path)).rejects.toMatchObject({ code: 'TASK_TIMEOUT' });
    expect(stepNames(traced)).toEqual(steps(path));
  });
});

describe('a span that ends when its item has its result', () => {
  it('comes home by itself', async () => {
    const traced = await start();
    const turn = gate();
    await traced.analyzer.endLater(turn);
    Atomics.store(turn, 1, 1);
    await until(() => traced.names().includes('late'));
    expect(traced.names()).toEqual(['Analyzer.endLater', 'late']);
  });

  it('comes home with a shutdown of tracing', async () => {
    const traced = await start();
    const turn = gate();
    await traced.analyzer.endLater(turn);
    Atomics.store(turn, 1, 1);
    await until(() => Atomics.load(turn, 0) === 1);
    await traced.flush();
    expect(traced.names()).toEqual(['Analyzer.endLater', 'late']);
  });
});
