import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { getErrorContext, getProgress, setProgress, withPhase, withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import type { Executor, Remote } from '@threadspan/executor';
import { rejectionOf } from '../../../tools/jest/support/rejection-of';
import { until } from '../../../tools/jest/support/until';
import { Outer } from './workers/dist/nesting.js';

let executor: Executor;
let outer: Remote<Outer>;

beforeEach(async () => {
  executor = createExecutor({ workers: 1 });
  outer = await executor.spawn(Outer, { module: join(__dirname, 'workers/dist/nesting.js') });
});

afterEach(() => executor.close({ drain: false }));

const paths = ['a.ts', 'b.ts', 'c.ts', 'd.ts'];
const inPhase = <T>(run: () => Promise<T>) => withSpan('root', () => withPhase('parsing', run));

describe('an executor in a worker', () => {
  it('runs a chain in threads of its own, inside the context of the outermost caller', async () => {
    setProgress(0, paths.length);
    const seen = await inPhase(() => outer.analyze(paths));
    expect(seen.map(({ path }) => path)).toEqual(paths);
    for (const { phase, hierarchy } of seen)
      expect({ phase, hierarchy }).toEqual({
        phase: 'parsing',
        hierarchy: ['root', 'outer', 'process_file'],
      });
    const threads = new Set(seen.map((sight) => sight.threadId));
    expect(threads.size).toBeLessThanOrEqual(2);
    expect(threads).not.toContain(threadId);
    expect(getProgress()).toEqual({ processed: 4, failed: 0, total: 4 });
  });

  it('may be several threads deep', async () => {
    const hierarchy = await withSpan('root', () => outer.descend(3));
    expect(hierarchy).toEqual(['root', 'deeper', 'deeper', 'deeper', 'deeper']);
  });

  it.each([
    ['throw', { name: 'RangeError', code: 'E_BROKEN', message: 'broken c.ts!throw' }],
    ['timer', { name: 'Error', message: 'detached c.ts!timer' }],
    ['exit', { name: 'ThreadspanError', code: 'WORKER_EXITED' }],
    ['oom', { name: 'ThreadspanError', code: 'WORKER_OUT_OF_MEMORY' }],
    ['hang', { name: 'ThreadspanError', code: 'TASK_TIMEOUT' }],
  ])('fails with the fault %s of an inner worker, and says where that was', async (fault, expected) => {
    const options = {
      // Filling the heap takes its time on a busy machine.
      ...(fault === 'hang' ? { taskTimeout: 300 } : {}),
      resourceLimits: { maxOldGenerationSizeMb: 48 },
    };
    setProgress(0, 3);
    const call = inPhase(() => outer.analyze(['a.ts', 'b.ts', `c.ts!${fault}`], options));
    const error = await rejectionOf(call);
    expect(error).toMatchObject(expected);
    const context = getErrorContext(error);
    expect(context).toMatchObject({
      phase: 'parsing',
      currentFile: `c.ts!${fault}`,
      attempt: 1,
      worker: { count: 2 }, // the inner one, which knows most
      progress: { total: 3 },
    });
    expect(context?.spanHierarchy.map(({ name }) => name)).toEqual(['root', 'outer', 'process_file']);
    expect(getProgress()).toMatchObject({ failed: 1, total: 3 });
    expect(executor.stats().lostWorkers).toBe(0);
    expect(await outer.analyze(['next.ts'])).toMatchObject([{ path: 'next.ts' }]);
  });

  it('that nobody closes ends with the executor around it', async () => {
    expect(await outer.leaveOpen()).toBeGreaterThan(threadId);
    await executor.close();
  });
});

describe('a worker that is ended while workers of its own run', () => {
  const beats = () => new Int32Array(new SharedArrayBuffer(4));

  const begun = (counter: Int32Array) => until(() => Atomics.load(counter, 0) > 0);

  /** Resolves when no thread counts any more; never, if one is left. */
  async function silence(counter: Int32Array): Promise<void> {
    for (let before = -1; before !== Atomics.load(counter, 0); await sleep(50))
      before = Atomics.load(counter, 0);
  }

  afterEach(async () => {
    // Whatever happened to the one before, the next worker works.
    if (executor.stats().lostWorkers > 0) expect(await outer.analyze(['next.ts'])).toHaveLength(1);
  });

  it('takes them with it when its time is up', async () => {
    const counter = beats();
    await outer.prepare();
    const call = outer.beatForever.with({ timeout: 500 })(counter);
    const error = await rejectionOf(withSpan('root', () => call));
    expect(error).toMatchObject({ code: 'TASK_TIMEOUT' });
    expect(getErrorContext(error)?.spanHierarchy.map(({ name }) => name)).toContain('outer');
    expect(Atomics.load(counter, 0)).not.toBe(0);
    await silence(counter);
  });

  it('takes them with it when its call is aborted', async () => {
    const counter = beats();
    const controller = new AbortController();
    const call = rejectionOf(outer.beatForever.with({ signal: controller.signal })(counter));
    await begun(counter);
    controller.abort(new Error('enough'));
    expect(await call).toMatchObject({ message: 'enough' });
    await silence(counter);
  });

  it('takes them with it when its executor is closed', async () => {
    const counter = beats();
    const call = rejectionOf(outer.beatForever(counter));
    await begun(counter);
    await executor.close({ drain: false });
    expect(await call).toMatchObject({ code: 'EXECUTOR_CLOSED' });
    await silence(counter);
  });

  it.each([
    ['exit', { code: 'WORKER_EXITED' }],
    ['throw', { name: 'SyntaxError' }],
  ] as const)('takes them with it when it ends itself by %s', async (then, expected) => {
    const counter = beats();
    expect(await rejectionOf(outer.beatForever(counter, then))).toMatchObject(expected);
    await silence(counter);
  });
});
