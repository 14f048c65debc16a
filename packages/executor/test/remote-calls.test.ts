import { getErrorContext, withPhase, withSpan } from '@threadspan/context';
import { ThreadspanError, createExecutor } from '@threadspan/executor';
import { rejectionOf } from '../../../tools/jest/support/rejection-of';
import { MODES, MODULE, start, stopAll } from './start';
import { Analyzer, BadConstructor, Derived, ExitingConstructor } from './workers/dist/analyzer.js';

afterEach(stopAll);

describe.each(MODES)('a remote call, %s', (_, workers) => {
  it('resolves with the result of its thread', async () => {
    const { analyzer } = await start({ workers });
    const seen = await analyzer.see('a.ts');
    expect(seen.path).toBe('a.ts');
    expect(seen.threadId > 0).toBe(workers > 0);
  });

  it('runs in the phase and under the spans of its caller', async () => {
    const { analyzer } = await start({ workers });
    const seen = await withSpan('root', () => withPhase('parsing', () => analyzer.see('a.ts')));
    expect(seen.context).toEqual({ phase: 'parsing', currentFile: 'a.ts' });
    expect(seen.hierarchy).toEqual(['root', 'process_file']);
  });

  it('resolves with what a thenable does, awaited in the context of the call', async () => {
    const { analyzer, executor } = await start({ workers });
    expect(await withPhase('parsing', () => analyzer.query())).toBe('parsing');
    const found = await withPhase('scoring', () =>
      executor.parIter([1]).mapWithContext(analyzer.query).collect(),
    );
    expect(found).toEqual(['scoring']);
  });

  it('gets URLs as URLs, in calls and in chains', async () => {
    const { analyzer, executor } = await start({ workers });
    const url = new URL('file:///src/a.ts');
    const located = `URL ${url.href} ${url.href}`;
    expect(await analyzer.locate(url)).toBe(located);
    const items = ['b.ts', url, url];
    const seen = await executor.parIter(items).mapWithContext(analyzer.locate).collect({ chunkSize: 3 });
    expect(seen).toEqual(['string b.ts b.ts', located, located]);
    expect(items).toEqual(['b.ts', url, url]);
    const shared = executor.parIter([1]).map(analyzer.isUrl, { shared: [url] });
    expect(await shared.collect()).toEqual([true]);
    const rooted = await executor.spawn(Analyzer, { module: MODULE, args: [new URL('file:///src/')] });
    expect((await rooted.see('a.ts')).path).toBe('file:///src/a.ts');
  });

  it('takes any number of arguments', async () => {
    const { analyzer } = await start({ workers });
    expect(await analyzer.addAll(1, 2, 3, 4)).toBe(10);
  });

  it('is made on an instance with the given constructor arguments', async () => {
    const { executor } = await start({ workers });
    const prefixed = await executor.spawn(Analyzer, { module: MODULE, args: ['src/'] });
    expect((await prefixed.see('a.ts')).path).toBe('src/a.ts');
  });

  it('keeps the state of the instance between calls in one worker', async () => {
    const { analyzer } = await start({ workers: Math.min(workers, 1) });
    expect([await analyzer.callsSoFar(), await analyzer.callsSoFar()]).toEqual([1, 2]);
  });

  it('answers all of many calls made at once', async () => {
    const { analyzer } = await start({ workers });
    const answers = await Promise.all(Array.from({ length: 200 }, (_, value) => analyzer.double(value)));
    expect(answers).toEqual(Array.from({ length: 200 }, (_, value) => value * 2));
  });

  it('is refused at once when the method is not annotated', async () => {
    const { analyzer } = await start({ workers });
    const error = await rejectionOf(analyzer.notAnnotated());
    expect(ThreadspanError.is(error) && error.code).toBe('NOT_ANNOTATED');
    expect(String(error)).toContain('Analyzer.notAnnotated');
    expect(String(error)).toContain('@WithParallelContext()');
  });

  it('is refused for an override that is not annotated, and made for an inherited method that is', async () => {
    const { executor } = await start({ workers });
    const derived = await executor.spawn(Derived, { module: MODULE });
    expect(await derived.inherited()).toBe('base');
    await expect(derived.overridden()).rejects.toMatchObject({ code: 'NOT_ANNOTATED' });
  });

  it('offers no way to what every object has', async () => {
    const { analyzer } = await start({ workers });
    for (const key of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'then']) {
      expect((analyzer as unknown as Record<string, unknown>)[key]).toBeUndefined();
    }
  });

  it('rejects with NOT_SERIALIZABLE for an argument that cannot be cloned', async () => {
    const { analyzer } = await start({ workers });
    const double = analyzer.double as unknown as (value: unknown) => Promise<number>;
    await expect(double(() => 1)).rejects.toMatchObject({ code: 'NOT_SERIALIZABLE' });
    expect(await analyzer.double(2)).toBe(4);
  });

  it('rejects with NOT_SERIALIZABLE for a result that cannot be cloned', async () => {
    const { analyzer } = await start({ workers });
    await expect(analyzer.unclonable()).rejects.toMatchObject({ code: 'NOT_SERIALIZABLE' });
    expect(await analyzer.double(2)).toBe(4);
  });

  it('rejects with the reason of a signal that is aborted, before or during the call', async () => {
    const { analyzer } = await start({ workers });
    const reason = new Error('enough');
    await expect(analyzer.double.with({ signal: AbortSignal.abort(reason) })(1)).rejects.toBe(reason);
    const controller = new AbortController();
    const hanging = analyzer.work.with({ signal: controller.signal })('a!stall');
    setTimeout(() => controller.abort(reason), 50);
    await expect(hanging).rejects.toBe(reason);
    expect(await analyzer.double(2)).toBe(4);
  });

  it('rejects with TASK_TIMEOUT and the file when it takes longer than its timeout', async () => {
    const { analyzer } = await start({ workers });
    const error = await rejectionOf(analyzer.work.with({ timeout: 200 })('a!stall'));
    expect(error).toMatchObject({ code: 'TASK_TIMEOUT' });
    expect(getErrorContext(error)).toMatchObject({ currentFile: 'a!stall', attempt: 1 });
    expect(getErrorContext(error)?.worker?.count).toBe(workers || undefined);
  });
});

describe.each(MODES)('spawn, %s', (_, workers) => {
  it('rejects with the cause when the constructor throws', async () => {
    const { executor } = await start({ workers });
    await expect(executor.spawn(BadConstructor, { module: MODULE })).rejects.toMatchObject({
      code: 'WORKER_START_FAILED',
      cause: expect.objectContaining({ message: 'no way' }),
    });
  });

  it('rejects a module that is no file URL or absolute path, and says what to write', async () => {
    const { executor } = await start({ workers });
    await expect(executor.spawn(Analyzer, { module: './analyzer.js' })).rejects.toThrow(
      /file URL or an absolute path/,
    );
  });
});

describe('a remote call in a worker', () => {
  it('rejects with TASK_TIMEOUT and the file when it is in an endless loop', async () => {
    const { analyzer } = await start();
    const error = await rejectionOf(analyzer.work.with({ timeout: 200 })('a!hang'));
    expect(error).toMatchObject({ code: 'TASK_TIMEOUT' });
    expect(getErrorContext(error)).toMatchObject({ currentFile: 'a!hang', worker: { count: 2 }, attempt: 1 });
  });
});

describe('spawn with workers alone', () => {
  it('rejects when the module cannot be loaded', async () => {
    const { executor } = await start();
    await expect(executor.spawn(Analyzer, { module: '/nowhere/at-all.js' })).rejects.toMatchObject({
      code: 'WORKER_START_FAILED',
      cause: expect.objectContaining({ code: 'ERR_MODULE_NOT_FOUND' }),
    });
  });

  it('names the built file and `workerEntry` where a module of TypeScript cannot be loaded', async () => {
    const { executor } = await start();
    await expect(executor.spawn(Analyzer, { module: '/nowhere/at-all.ts' })).rejects.toThrow(
      /the built file that exports Analyzer, or the option `workerEntry`/,
    );
    await expect(executor.spawn(Analyzer, { module: '/nowhere/at-all.js' })).rejects.toThrow(
      /the built file that exports Analyzer$/,
    );
  });

  it('rejects when the module has no such class, and names what it has', async () => {
    const { executor } = await start();
    await expect(executor.spawn(Analyzer, { module: MODULE, export: 'Missing' })).rejects.toThrow(
      /export a class Missing.*Analyzer/,
    );
  });

  it('rejects when the constructor ends every worker it meets', async () => {
    const { executor, analyzer } = await start();
    await expect(executor.spawn(ExitingConstructor, { module: MODULE, args: [true] })).rejects.toMatchObject({
      code: 'WORKER_EXITED',
    });
    expect(await analyzer.double(2)).toBe(4);
  });

  it('rejects when no worker can be started', async () => {
    const executor = createExecutor({ workers: 1, execArgv: ['--no-such-flag'] });
    await expect(executor.spawn(Analyzer, { module: MODULE })).rejects.toMatchObject({
      code: 'WORKER_START_FAILED',
    });
    await executor.close();
  });
});

describe('createExecutor', () => {
  it.each([
    [{ workers: -1 }, '`workers` to be an integer from 0'],
    [{ workers: 1.5 }, '`workers` to be an integer from 0'],
    [{ retries: -1 }, '`retries` to be an integer from 0'],
    [{ taskTimeout: 0 }, '`taskTimeout` to be a positive number'],
  ])('rejects the options %j', (options, message) => {
    expect(() => createExecutor(options)).toThrow(message);
  });

  it('starts no worker before there is work', () => {
    expect(createExecutor().stats().workers).toEqual([]);
  });
});

describe.each(MODES)('an executor, %s', (_, workers) => {
  it('rejects calls once it is closed', async () => {
    const { executor, analyzer } = await start({ workers });
    await executor.close();
    await expect(analyzer.double(1)).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
    await executor.close();
  });

  it('finishes what is under way when it is closed, and drops it with drain: false', async () => {
    const { executor, analyzer } = await start({ workers });
    const chain = executor.parIter([1, 2, 3]).mapWithContext(analyzer.double).collect();
    await executor.close();
    expect(await chain).toEqual([2, 4, 6]);

    const other = await start({ workers });
    const hanging = other.analyzer.work('a!stall');
    const settled = expect(hanging).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
    await other.executor.close({ drain: false });
    await settled;
  });
});
