import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { getErrorContext, resetProgress, setProgress, withPhase } from '@threadspan/context';
import { readWorkerActivity, readWorkerTimelines } from '@threadspan/context/ports';
import type { TimelineEntry, WorkerTimeline } from '@threadspan/context/ports';
import { createExecutor } from '@threadspan/executor';
import type { Executor, ExecutorOptions, Remote } from '@threadspan/executor';
import { rejectionOf } from '../../../tools/jest/support/rejection-of';
import { until } from '../../../tools/jest/support/until';
import { start, stopAll } from './start';
import { Recorder } from './workers/dist/recorder.js';

afterEach(stopAll);

const executors: Executor[] = [];
afterEach(async () => {
  await Promise.all(executors.splice(0).map((executor) => executor.close({ drain: false })));
});

async function startRecorder(
  options: ExecutorOptions,
): Promise<{ executor: Executor; recorder: Remote<Recorder> }> {
  const executor = createExecutor(options);
  executors.push(executor);
  const module = join(__dirname, 'workers/dist/recorder.js');
  return { executor, recorder: await executor.spawn(Recorder, { module, args: [] }) };
}

/** The timelines as soon as they tell of so many items; what is told together is written when its worker has time. */
function timelinesOf(items: number): Promise<WorkerTimeline[]> {
  return until(() => {
    const timelines = readWorkerTimelines();
    return countItems(timelines) === items && timelines;
  });
}

function countItems(timelines: readonly WorkerTimeline[]): number {
  return entriesOf(timelines).reduce((sum, { count }) => sum + count, 0);
}

function entriesOf(timelines: readonly WorkerTimeline[]): TimelineEntry[] {
  return timelines.flatMap(({ entries }) => entries);
}

describe('the timeline of a worker', () => {
  it('has an entry for each item that took its time, oldest first', async () => {
    const { executor, recorder } = await startRecorder({ workers: 1 });
    const before = Date.now();
    const files = ['a.ts', 'b.ts', 'c.ts'];
    await withPhase('parsing', () =>
      executor.parIter(files).mapWithContext(recorder.linger).collect({ chunkSize: 3 }),
    );
    const [timeline, ...others] = await timelinesOf(3);
    expect(others).toEqual([]);
    expect(timeline).toEqual({
      worker: { index: 1, count: 1, threadId: executor.stats().workers[0]?.threadId },
      entries: files.map((currentFile) => ({
        from: expect.any(Number) as number,
        to: expect.any(Number) as number,
        count: 1,
        phase: 'parsing',
        currentFile,
      })),
    });
    let last = before - 1; // which was rounded
    for (const { from, to = NaN } of timeline?.entries ?? []) {
      expect(from).toBeGreaterThanOrEqual(last);
      expect(to).toBeGreaterThan(from + 1);
      last = to;
    }
  });

  it('tells of many tiny items in few entries', async () => {
    const { executor, analyzer } = await start({ workers: 2 });
    const numbers = Array.from({ length: 10_000 }, (_, index) => index);
    await withPhase('scoring', () => executor.parIter(numbers).mapWithContext(analyzer.double).collect());
    const timelines = await until(() => {
      const found = readWorkerTimelines();
      return countItems(found) > 1_000 && found;
    });
    expect(countItems(timelines)).toBeLessThanOrEqual(10_000);
    for (const { entries } of timelines) expect(entries.length).toBeLessThanOrEqual(32);
    for (const entry of entriesOf(timelines)) expect(entry).toMatchObject({ phase: 'scoring' });
  });

  it('tells of the last of the items that it tells of together, and counts each of them', async () => {
    const { executor, recorder } = await startRecorder({ workers: 1 });
    const files = Array.from({ length: 20 }, (_, index) => `file-${index}.ts`);
    await executor.parIter(files).mapWithContext(recorder.visit).collect({ chunkSize: 20 });
    let next = 0;
    for (const { count, currentFile } of entriesOf(await timelinesOf(20))) {
      next += count;
      expect(currentFile).toBe(files[next - 1]);
    }
  });

  it('tells no tiny item together with a long one', async () => {
    const { recorder } = await startRecorder({ workers: 1 });
    await recorder.linger('long.ts');
    await recorder.visit('tiny.ts');
    const entries = entriesOf(await timelinesOf(2));
    expect(entries.map(({ currentFile }) => currentFile)).toEqual(['long.ts', 'tiny.ts']);
  });

  it('goes as far back as 32 entries', async () => {
    const { executor, recorder } = await startRecorder({ workers: 1 });
    const files = Array.from({ length: 50 }, (_, index) => `file-${index}.ts`);
    await executor.parIter(files).mapWithContext(recorder.linger).collect();
    const entries = entriesOf(await timelinesOf(32));
    expect(entries.map(({ currentFile }) => currentFile)).toEqual(files.slice(-32));
  });

  it.each([
    ['characters of one byte', 'x'],
    ['characters of three bytes', '目'],
    ['characters of six bytes in JSON', '\u0001'],
  ])('keeps the name of a file whose path is long, with %s', async (_what, character) => {
    const { recorder } = await startRecorder({ workers: 1 });
    const phase = character.repeat(500);
    await withPhase(phase, () => recorder.linger(`/src/${character.repeat(2_000)}/${character}.ts`));
    const [entry] = entriesOf(await timelinesOf(1));
    expect(entry?.currentFile).toHaveLength(160);
    expect(entry?.currentFile).toMatch(/^\/src\/.+…\[\d+ characters\]…/);
    expect(entry?.currentFile?.endsWith(`${character}/${character}.ts`)).toBe(true);
    expect(entry?.phase).toContain('characters]');
  });

  it('ends with the item that it is on, which has no end', async () => {
    const { executor, recorder } = await startRecorder({ workers: 2 });
    const gate = new SharedArrayBuffer(4);
    const held = withPhase('parsing', () => [recorder.hold('stop', gate), recorder.hold('stop', gate)]);
    await until(() => executor.stats().workers.filter(isAtWork).length === 2);
    const timelines = await timelinesOf(2);
    Atomics.store(new Int32Array(gate), 0, 1);
    Atomics.notify(new Int32Array(gate), 0);
    await Promise.all(held);
    expect(timelines.map(({ worker }) => worker.index).sort()).toEqual([1, 2]);
    expect(new Set(timelines.map(({ worker }) => worker.threadId)).size).toBe(2);
    const entry = { from: expect.any(Number) as number, count: 1, phase: 'parsing' };
    for (const { entries } of timelines) {
      expect(entries).toEqual([{ ...entry, currentFile: 'stop', currentFunction: 'wait' }]);
    }
    const ended = await until(() => {
      const entries = entriesOf(readWorkerTimelines());
      return entries.every(({ to }) => to !== undefined) && entries;
    });
    expect(ended).toHaveLength(2);
  });

  it('is there no more when the executor is closed', async () => {
    const { executor, analyzer } = await start({ workers: 1 });
    await rejectionOf(analyzer.work('a!exit'));
    await analyzer.work('b');
    expect(readWorkerTimelines()).toHaveLength(2);
    await executor.close();
    expect(readWorkerTimelines()).toEqual([]);
  });
});

function isAtWork({ activity }: { readonly activity?: { readonly currentFunction?: string } }): boolean {
  return activity?.currentFunction === 'wait';
}

describe('the timeline of a lost worker', () => {
  it.each([
    ['exits', 'exit', 'WORKER_EXITED', {}],
    ['runs out of memory', 'oom', 'WORKER_OUT_OF_MEMORY', { resourceLimits: { maxOldGenerationSizeMb: 32 } }],
    ['hangs', 'hang', 'TASK_TIMEOUT', { taskTimeout: 300 }],
    ['throws where nobody catches', 'timer', undefined, {}],
  ])('says what it did before it %s, and what it was on', async (_what, way, code, options) => {
    const { executor, analyzer } = await start({ workers: 1, ...options });
    const [threadId] = executor.stats().workers.map((worker) => worker.threadId);
    const before = Date.now();
    const error = await rejectionOf(
      withPhase('parsing', () =>
        executor
          .parIter(['a.ts', 'b.ts', `c.ts!${way}`, 'd.ts'])
          .mapWithContext(analyzer.work)
          .collect({ chunkSize: 4 }),
      ),
    );
    if (code) expect(error).toMatchObject({ code });
    const lost = readWorkerTimelines().find(({ lostAt }) => lostAt !== undefined);
    expect(lost?.worker).toEqual({ index: 1, count: 1, threadId });
    expect(lost?.lostAt).toBeGreaterThanOrEqual(before);
    const entries = lost?.entries ?? [];
    expect(entries.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    expect(entries.at(-1)).toMatchObject({ count: 1, phase: 'parsing', currentFile: `c.ts!${way}` });
    expect(entries.map(({ to }) => to === undefined)).toEqual([...entries.slice(1).map(() => false), true]);
    expect(entries.at(-2)).toMatchObject({ currentFile: 'b.ts' });
  });

  it('stands beside that of the worker in its place', async () => {
    const { analyzer } = await start({ workers: 1 });
    await rejectionOf(analyzer.work('a!exit'));
    await analyzer.work('b');
    const timelines = await timelinesOf(2);
    expect(timelines.map(({ worker }) => worker.index)).toEqual([1, 1]);
    expect(new Set(timelines.map(({ worker }) => worker.threadId)).size).toBe(2);
    expect(timelines.map(({ lostAt }) => lostAt === undefined)).toEqual([false, true]);
  });

  it('is kept of the last eight', async () => {
    const { analyzer } = await start({ workers: 1 });
    const files = Array.from({ length: 10 }, (_, index) => `${index}!exit`);
    for (const file of files) await rejectionOf(analyzer.work(file));
    const entries = entriesOf(readWorkerTimelines());
    expect(entries.map(({ currentFile }) => currentFile)).toEqual(files.slice(2));
  });

  it('is not kept of a worker that was ended because nobody wanted its work', async () => {
    const { executor, analyzer } = await start({ workers: 1 });
    const controller = new AbortController();
    const call = rejectionOf(analyzer.work.with({ signal: controller.signal })('a!hang'));
    await until(() => executor.stats().workers[0]?.activity !== undefined);
    controller.abort();
    await call;
    await analyzer.work('b');
    expect(readWorkerTimelines().map(({ lostAt }) => lostAt)).toEqual([undefined]);
  });
});

describe('timelines that are read while workers go on writing', () => {
  it('have whole entries, each of one item', async () => {
    const { executor, recorder } = await startRecorder({ workers: 2 });
    let isEnough = false;
    function* items() {
      for (let item = 0; !isEnough; item += 1) yield item;
    }
    const churning = executor.parIter(items()).map(recorder.churn).collect();
    const seen = new Set<string>();
    for (let reads = 0; reads < 2_000 || seen.size < 100; reads += 1) {
      for (const { entries } of readWorkerTimelines()) {
        let last = -1;
        for (const { from, to, count, phase, currentFile, currentFunction } of entries) {
          if (to === undefined) continue;
          const tags = [phase, currentFile, currentFunction].map((text) => text?.split(' ')[1]);
          if (new Set(tags).size !== 1) throw new Error(`torn: ${tags.join(', ')}`);
          const item = Number(tags[0]?.split('.')[0]);
          if (!(item > last && to >= from && count >= 1)) throw new Error(`torn: ${item} after ${last}`);
          last = item;
          seen.add(String(item));
        }
      }
      if (reads % 100 === 0) await nextTurn();
    }
    isEnough = true;
    await churning;
  });
});

describe('the rate of progress', () => {
  afterEach(resetProgress);

  it('is in what is known of a worker at work, and of a lost one', async () => {
    const { executor, analyzer } = await start({ workers: 1, taskTimeout: 500 });
    setProgress(0, 10);
    for (const file of ['a.ts', 'b.ts', 'c.ts']) await analyzer.work(file);
    const counted = Date.now();
    await until(() => Date.now() > counted);
    const lost = rejectionOf(analyzer.work('d.ts!hang'));
    await until(() => executor.stats().workers[0]?.activity?.currentFile === 'd.ts!hang');
    const progress = { processed: 3, failed: 0, total: 10, rate: expect.any(Number) as number };
    expect(readWorkerActivity().map((activity) => activity.progress)).toEqual([progress]);
    expect(getErrorContext(await lost)?.progress).toEqual(progress);
  });
});
