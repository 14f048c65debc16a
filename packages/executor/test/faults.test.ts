import { getErrorContext, getProgress, setProgress, withPhase, withSpan } from '@threadspan/context';
import { onSilentWorkerLoss, readWorkerActivity } from '@threadspan/context/ports';
import { ThreadspanError, createExecutor } from '@threadspan/executor';
import type { CollectOptions, Executor, Remote } from '@threadspan/executor';
import { rejectionOf } from '../../../tools/jest/support/rejection-of';
import { until } from '../../../tools/jest/support/until';
import { MODULE, start, stopAll } from './start';
import { Analyzer } from './workers/dist/analyzer.js';

afterEach(stopAll);

interface Expected {
  readonly error: object;
  readonly losesWorker: boolean;
  readonly options?: CollectOptions;
  readonly hierarchy?: readonly string[];
}

const FAULTS: Record<string, Expected> = {
  throw: {
    error: { name: 'RangeError', code: 'E_BROKEN', cause: expect.objectContaining({ message: 'inner' }) },
    losesWorker: false,
  },
  nested: {
    error: { name: 'Error' },
    losesWorker: false,
    hierarchy: ['root', 'process_file', 'inner_step'],
  },
  reject: { error: { name: 'TypeError', message: 'broken x!reject' }, losesWorker: false },
  overflow: {
    error: { name: 'RangeError', message: 'Maximum call stack size exceeded' },
    losesWorker: false,
  },
  timer: { error: { message: 'detached x!timer' }, losesWorker: true },
  unhandled: { error: { message: 'unhandled x!unhandled' }, losesWorker: true },
  exit: { error: { code: 'WORKER_EXITED', message: expect.stringContaining('code 3') }, losesWorker: true },
  'exit-zero': {
    error: { code: 'WORKER_EXITED', message: expect.stringContaining('code 0') },
    losesWorker: true,
  },
  oom: { error: { code: 'WORKER_OUT_OF_MEMORY' }, losesWorker: true },
  hang: { error: { code: 'TASK_TIMEOUT' }, losesWorker: true, options: { timeout: 200 } },
};

const cases = Object.entries(FAULTS);

describe.each(cases)('the fault %s', (fault, { error: expected, losesWorker, options, hierarchy }) => {
  const path = `x!${fault}`;
  const where = {
    phase: 'parsing',
    currentFile: path,
    attempt: 1,
    worker: { index: expect.any(Number), count: 2, threadId: expect.any(Number) },
  };
  const spans = hierarchy ?? ['root', 'process_file'];
  // One for all of its cases: whatever the fault did to it, the next case finds it well.
  let executor: Executor;
  let analyzer: Remote<Analyzer>;

  beforeAll(async () => {
    executor = createExecutor({ workers: 2, resourceLimits: { maxOldGenerationSizeMb: 32 } });
    analyzer = await executor.spawn(Analyzer, { module: MODULE, args: [] });
  });

  afterAll(() => executor.close());

  it('fails the call it happens in, says where, and leaves the next call alone', async () => {
    const call = () => analyzer.work.with(options?.timeout ? { timeout: options.timeout } : {})(path);
    const error = await rejectionOf(withSpan('root', () => withPhase('parsing', call)));
    expect(error).toMatchObject(expected);
    expect(getErrorContext(error)).toMatchObject(where);
    expect(getErrorContext(error)?.spanHierarchy.map(({ name }) => name)).toEqual(spans);
    expect(await analyzer.work('next')).toBe('next');
    expect(executor.stats().lostWorkers).toBe(losesWorker ? 1 : 0);
  });

  it.each([1, 4, 20])('fails only its own item of a chain in chunks of %d', async (chunkSize) => {
    const files = Array.from({ length: 20 }, (_, index) => (index === 9 ? path : `file-${index}`));
    setProgress(0, files.length);
    const { values, failures } = await withSpan('root', () =>
      withPhase('parsing', () =>
        executor
          .parIter(files)
          .mapWithContext(analyzer.work)
          .collect({ chunkSize, ...options, failures: 'collect' }),
      ),
    );
    expect(values).toEqual(files.filter((file) => file !== path));
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ index: 9, input: path, error: expect.objectContaining(expected) });
    const context = getErrorContext(failures[0]?.error);
    expect(context).toMatchObject(where);
    expect(context?.spanHierarchy.map(({ name }) => name)).toEqual(spans);
    expect(context?.progress).toMatchObject({ total: 20 });
    expect(getProgress()).toEqual({ processed: 20, failed: 1, total: 20 });
    expect(await analyzer.work('next')).toBe('next');
  });

  it('ends a chain that does not collect failures', async () => {
    const chain = executor
      .parIter(['a', path, 'b'])
      .mapWithContext(analyzer.work)
      .collect({ ...options });
    expect(await rejectionOf(chain)).toMatchObject(expected);
    expect(await analyzer.work('next')).toBe('next');
  });
});

it('brings a thrown primitive home with its context', async () => {
  const { analyzer } = await start();
  const error = await rejectionOf(analyzer.work('x!value'));
  expect(error).toBe('just a string');
  expect(getErrorContext(error)).toMatchObject({ currentFile: 'x!value' });
});

it('says of each item where it failed, though all of them threw the same error object', async () => {
  const { executor, analyzer } = await start({ workers: 1 });
  const files = ['a!singleton', 'b', 'c!singleton', 'd!singleton'];
  const { failures } = await executor
    .parIter(files)
    .mapWithContext(analyzer.work)
    .collect({ chunkSize: 4, failures: 'collect' });
  const found = failures.map(({ input, error }) => [input, getErrorContext(error)?.currentFile]);
  expect(found).toEqual(files.filter((file) => file !== 'b').map((file) => [file, file]));
});

it('tries an item again that lost its worker, and says which attempt failed', async () => {
  const { executor, analyzer } = await start({ retries: 2 });
  const error = await rejectionOf(analyzer.work('x!exit'));
  expect(getErrorContext(error)).toMatchObject({ attempt: 3 });
  expect(executor.stats().lostWorkers).toBe(3);
});

it('counts a failure once, also that of a result that can not be sent and is told on the way out', async () => {
  const { executor, analyzer } = await start({ workers: 1, retries: 1 });
  setProgress(0, 2);
  const { failures } = await executor
    .parIter(['a!function', 'b!timer'])
    .mapWithContext(analyzer.work)
    .collect({ chunkSize: 2, failures: 'collect' });
  expect(failures).toHaveLength(2);
  expect(getProgress()).toEqual({ processed: 2, failed: 2, total: 2 });
});

it('does not try an item again that failed by itself', async () => {
  const { analyzer } = await start({ retries: 2 });
  expect(getErrorContext(await rejectionOf(analyzer.work('x!throw')))).toMatchObject({ attempt: 1 });
});

it('survives many lost workers in one chain', async () => {
  const { executor, analyzer } = await start();
  const files = Array.from({ length: 60 }, (_, index) => (index % 6 === 5 ? `${index}!exit` : `${index}`));
  const { values, failures } = await executor
    .parIter(files)
    .mapWithContext(analyzer.work)
    .collect({ failures: 'collect' });
  expect(values).toEqual(files.filter((file) => !file.includes('!')));
  expect(failures.map(({ input }) => input)).toEqual(files.filter((file) => file.includes('!')));
  expect(executor.stats().lostWorkers).toBe(10);
});

it('reports a worker that is lost after its item had been answered', async () => {
  const { analyzer } = await start();
  const lost = new Promise<unknown>((resolve) => onSilentWorkerLoss(resolve));
  expect(await analyzer.breakLater('late.ts')).toBe('late.ts');
  const error = await lost;
  expect(error).toMatchObject({ message: 'late late.ts' });
  expect(getErrorContext(error)).toMatchObject({ currentFile: 'late.ts' });
  expect(await analyzer.work('next')).toBe('next');
});

it('tells what its workers are doing', async () => {
  const { analyzer } = await start();
  const controller = new AbortController();
  const hanging = analyzer.work.with({ signal: controller.signal })('x!hang');
  const settled = rejectionOf(hanging);
  const activity = await until(() => {
    const seen = readWorkerActivity();
    return seen[0]?.currentFile !== undefined && seen;
  });
  expect(activity).toMatchObject([
    { currentFile: 'x!hang', since: expect.any(Number), worker: { count: 2 } },
  ]);
  controller.abort();
  await settled;
});

it('marks its own errors', async () => {
  const { analyzer } = await start();
  expect(ThreadspanError.is(await rejectionOf(analyzer.work('x!exit')))).toBe(true);
  expect(ThreadspanError.is(await rejectionOf(analyzer.work('x!throw')))).toBe(false);
});
