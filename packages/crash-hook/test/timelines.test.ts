import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withPhase } from '@threadspan/context';
import { registerWorkerTimelines, setErrorContext } from '@threadspan/context/ports';
import type { TimelineEntry, WorkerTimeline } from '@threadspan/context/ports';
import { CrashHookError, collectCrashReport, readCrashReport, saveCrashReport } from '@threadspan/crash-hook';
import { createExecutor } from '@threadspan/executor';
import { rejectionOf } from '../../../tools/jest/support/rejection-of';
import { thrownBy } from '../../../tools/jest/support/thrown-by';
import { Parser } from './workers/parser.cjs';

const MODULE = join(__dirname, 'workers/parser.cjs');

const now = Date.now();
const worker = (index: number) => ({ index, count: 99, threadId: index + 10 });
const entry = (fields: Partial<TimelineEntry> = {}): TimelineEntry => ({
  from: now - 5,
  to: now,
  count: 1,
  ...fields,
});

/** The timelines of a report that is made while these are to be had. */
function reported(timelines: readonly WorkerTimeline[], error: unknown = new Error('x')) {
  const unregister = registerWorkerTimelines(() => timelines);
  try {
    return collectCrashReport(error).timelines;
  } finally {
    unregister();
  }
}

describe('the timelines in a report', () => {
  it('have what a lost worker did, and what it was on', async () => {
    const executor = createExecutor({ workers: 1 });
    const parser = await executor.spawn(Parser, { module: MODULE });
    const run = () =>
      executor.parIter(['a.ts', 'b.ts!exit']).mapWithContext(parser.parse).collect({ chunkSize: 2 });
    const { timelines, context } = collectCrashReport(await rejectionOf(withPhase('parsing', run)));
    await executor.close();
    const times = { from: expect.any(Number) as number, count: 1, phase: 'parsing' };
    expect(timelines).toEqual([
      {
        worker: context.worker,
        lostAt: expect.any(Number) as number,
        entries: [
          { ...times, to: expect.any(Number) as number, currentFile: 'a.ts' },
          { ...times, currentFile: 'b.ts!exit' },
        ],
      },
    ]);
  });

  it('are as their workers tell, with no secrets in them', () => {
    const secret = { phase: 'token=abcdefgh', currentFile: 'http://a:b@c/', currentFunction: 'password=pw' };
    const timelines = [
      { worker: worker(1), entries: [entry(), entry(secret)] },
      { worker: worker(2), entries: [{ from: now, count: 1 }], lostAt: now },
    ];
    const [first, second] = reported(timelines) ?? [];
    expect(first).toEqual({
      worker: worker(1),
      entries: [
        entry(),
        entry({
          phase: 'token=[redacted]',
          currentFile: 'http://[redacted]@c/',
          currentFunction: 'password=[redacted]',
        }),
      ],
    });
    expect(second).toEqual(timelines[1]);
  });

  it('are absent when there is nothing in them', () => {
    expect(reported([])).toBeUndefined();
    expect(reported([{ worker: worker(1), entries: [] }])).toBeUndefined();
  });

  it('go back a minute, and further for what has not ended', () => {
    const long = now - 600_000;
    const timelines = [
      {
        worker: worker(1),
        entries: [
          entry({ from: long, to: now - 61_000 }),
          entry({ from: long, to: now - 30_000 }),
          { from: long, count: 1 },
        ],
      },
      { worker: worker(2), entries: [{ from: long, count: 1 }], lostAt: now - 61_000 },
    ];
    expect(reported(timelines)).toEqual([{ worker: worker(1), entries: timelines[0]?.entries.slice(1) }]);
  });

  it('are of 64 workers with 32 entries, the latest, and that which crashed among them', () => {
    const entries = Array.from({ length: 40 }, (_, index) => entry({ count: index + 1 }));
    const timelines = Array.from({ length: 70 }, (_, index) => ({ worker: worker(index + 1), entries }));
    const error = new Error('in worker 70');
    setErrorContext(error, { spanHierarchy: [], worker: worker(70) });
    const kept = reported(timelines, error) ?? [];
    expect(kept.map((timeline) => timeline.worker.index)).toEqual([
      70,
      ...Array.from({ length: 63 }, (_, index) => index + 1),
    ]);
    for (const timeline of kept) expect(timeline.entries).toEqual(entries.slice(-32));
  });

  it('that can not be read do not keep the report from being made', () => {
    const broken = [{ worker: undefined, entries: [] }] as unknown as WorkerTimeline[];
    expect(reported(broken)).toBeUndefined();
  });
});

describe('a saved report', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'threadspan-test-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const progress = { processed: 1, failed: 0, total: 2, rate: 0.25 };
  const report = {
    ...collectCrashReport(new Error('x')),
    context: { spanHierarchy: [], progress },
    timelines: [
      {
        worker: worker(1),
        entries: [entry({ phase: 'parsing' }), { from: now + 0.5, count: 1 }],
        lostAt: now,
      },
      { worker: worker(2), entries: [] },
    ],
  };

  it('has its timelines and the rate of progress when it is read', () => {
    expect(readCrashReport(saveCrashReport(report, directory))).toEqual(report);
  });

  const timeline = (fields: object) => ({ timelines: [{ worker: worker(1), entries: [], ...fields }] });
  const first = (fields: object) => timeline({ entries: [{ from: 1, count: 1, ...fields }] });
  it.each<[string, object, string]>([
    ['timelines that are no list', { timelines: {} }, '`timelines` to be an array'],
    ['a timeline of nobody', timeline({ worker: undefined }), '`timelines[0].worker` to be an object'],
    ['a worker without number', timeline({ worker: {} }), '`timelines[0].worker.index` to be an integer'],
    ['a time of loss in words', timeline({ lostAt: 'now' }), '`timelines[0].lostAt` to be a number'],
    ['no entries', timeline({ entries: undefined }), '`timelines[0].entries` to be an array'],
    ['an entry without start', first({ from: undefined }), '`timelines[0].entries[0].from` to be a number'],
    ['an entry with an end in words', first({ to: 'now' }), '`timelines[0].entries[0].to` to be a number'],
    ['half an item', first({ count: 0.5 }), '`timelines[0].entries[0].count` to be an integer'],
    [
      'a file that is no text',
      first({ currentFile: 1 }),
      '`timelines[0].entries[0].currentFile` to be a string',
    ],
    [
      'a rate in words',
      { context: { spanHierarchy: [], progress: { ...progress, rate: 'fast' } } },
      '`context.progress.rate` to be a number',
    ],
  ])('is refused with %s', (_what, fields, message) => {
    const path = join(directory, 'x.json');
    writeFileSync(path, JSON.stringify({ ...report, ...fields }));
    const error = thrownBy(() => readCrashReport(path));
    expect(CrashHookError.is(error) && error.code).toBe('REPORT_INVALID');
    expect(String(error)).toContain(`Expected ${message}`);
  });
});
