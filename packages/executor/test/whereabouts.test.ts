import { getErrorContext, getProgress, setProgress, withPhase, withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import type { Executor } from '@threadspan/executor';
import { rejectionOf } from '../../../tools/jest/support/rejection-of';
import { until } from '../../../tools/jest/support/until';
import { MODULE, start, stopAll } from './start';
import { Analyzer, BadConstructor } from './workers/dist/analyzer.js';

afterEach(stopAll);

async function whereOf(run: () => Promise<unknown>) {
  const error = await rejectionOf(withSpan('root', () => withPhase('parsing', run)));
  const { spanHierarchy = [], ...where } = getErrorContext(error) ?? {};
  return { ...where, hierarchy: spanHierarchy.map(({ name }) => name) };
}

async function isAt(file: string, executor: Executor): Promise<void> {
  await until(() => executor.stats().workers[0]?.activity?.currentFile === file);
}

/** Aborts when the worker is at that file. */
function abortedAt(file: string, executor: Executor): AbortSignal {
  const controller = new AbortController();
  void isAt(file, executor).then(() => controller.abort());
  return controller.signal;
}

const worker = { index: 1, count: 1, threadId: expect.any(Number) };

describe('an error says where it happened', () => {
  it('when a call is aborted, with what its worker was on', async () => {
    const { executor, analyzer } = await start({ workers: 1 });
    const signal = abortedAt('a!hang', executor);
    expect(await whereOf(() => analyzer.work.with({ signal })('a!hang'))).toMatchObject({
      phase: 'parsing',
      currentFile: 'a!hang',
      hierarchy: ['root', 'process_file'],
      worker,
    });
  });

  it('when a chain is aborted that one worker is on', async () => {
    const { executor, analyzer } = await start({ workers: 1 });
    const signal = abortedAt('b!hang', executor);
    const run = () =>
      executor.parIter(['a', 'b!hang', 'c']).mapWithContext(analyzer.work).collect({ signal });
    expect(await whereOf(run)).toMatchObject({ phase: 'parsing', currentFile: 'b!hang', worker });
  });

  it('when a call is aborted before any worker is on it', async () => {
    const { analyzer } = await start({ workers: 1 });
    const signal = AbortSignal.abort();
    const where = await whereOf(() => analyzer.work.with({ signal })('a'));
    expect(where).toMatchObject({ phase: 'parsing', hierarchy: ['root'] });
    expect(where).not.toHaveProperty('currentFile');
  });

  it('when a call is aborted that its worker has not come to', async () => {
    const { analyzer } = await start({ workers: 1 });
    const controller = new AbortController();
    const where = whereOf(() => analyzer.work.with({ signal: controller.signal })('a!hang'));
    controller.abort();
    expect((await where).hierarchy[0]).toBe('root');
  });

  it('when its executor is closed', async () => {
    const { executor, analyzer } = await start({ workers: 1 });
    const where = whereOf(() => analyzer.work('a!hang'));
    await isAt('a!hang', executor);
    await executor.close({ drain: false });
    expect(await where).toMatchObject({ phase: 'parsing', currentFile: 'a!hang' });
  });

  it.each([
    ['has no such file', Analyzer, '/nowhere/analyzer.js'],
    ['has a constructor that throws', BadConstructor, MODULE],
  ])('when a class is spawned whose module %s', async (_what, cls, module) => {
    const { executor } = await start({ workers: 1 });
    expect(await whereOf(() => executor.spawn(cls as typeof Analyzer, { module }))).toMatchObject({
      phase: 'parsing',
      hierarchy: ['root'],
      worker,
    });
  });

  it('when no worker can be started', async () => {
    const executor = createExecutor({ workers: 1, execArgv: ['--require', '/nowhere.cjs'] });
    expect(await whereOf(() => executor.spawn(Analyzer, { module: MODULE }))).toMatchObject({
      phase: 'parsing',
      hierarchy: ['root'],
    });
    await executor.close();
  });

  it('when the result of a file can not be sent, and counts the file as failed', async () => {
    const { executor, analyzer } = await start({ workers: 1 });
    setProgress(0, 3);
    const { failures } = await withPhase('parsing', () =>
      executor
        .parIter(['a', 'b!function', 'c'])
        .mapWithContext(analyzer.work)
        .collect({ failures: 'collect', chunkSize: 3 }),
    );
    expect(failures).toMatchObject([{ index: 1, error: { code: 'NOT_SERIALIZABLE' } }]);
    expect(getErrorContext(failures[0]?.error)).toMatchObject({
      phase: 'parsing',
      currentFile: 'b!function',
      spanHierarchy: [{ name: 'process_file' }],
      worker,
      attempt: 1,
    });
    expect(getProgress()).toEqual({ processed: 3, failed: 1, total: 3 });
  });

  it('when an argument can not be sent, with the context of the call', async () => {
    const { analyzer } = await start({ workers: 1 });
    expect(await whereOf(() => analyzer.work((() => 'a') as never))).toMatchObject({
      phase: 'parsing',
      hierarchy: ['root'],
      attempt: 1,
    });
  });
});
