import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startRedis } from '@threadspan/redis';
import type { RedisServer } from '@threadspan/redis';
import type { ChromeTrace, ChromeTraceEvent } from '@threadspan/tracing';
import { Queue, QueueEvents } from 'bullmq';
import { STALL_TIMEOUT, startWorkers } from './queue-workers.ts';
import type { QueueWorkers } from './queue-workers.ts';
import { createProject, debtscan, removeProjects } from './run-debtscan.ts';
import type { Outcome } from './run-debtscan.ts';

const PATIENCE_MS = 300_000;
// Some 1,200 files, most of them small, which nobody writes to while tests run.
const TREE = dirname(createRequire(import.meta.url).resolve('rxjs/package.json'));

let redis: RedisServer;
let folder: string;
let workers: QueueWorkers | undefined;
/** What a run on threads of its own gives. */
let local: Outcome;

beforeAll(async () => {
  redis = await startRedis();
  folder = createProject({});
  local = await scan('local.json', '--workers', '2');
}, PATIENCE_MS);

afterEach(async () => {
  await workers?.end();
  workers = undefined;
});

afterAll(async () => {
  await redis.stop();
  removeProjects();
});

function scan(trace: string, ...args: string[]): Promise<Outcome> {
  return debtscan([TREE, '--json', '--trace', trace, ...args], { cwd: folder });
}

function scanOnQueue(queue: string): Promise<Outcome> {
  return scan(`${queue}.json`, '--redis', redis.url, '--queue', queue, ...STALL_TIMEOUT);
}

function spansOf(trace: string): ChromeTraceEvent[] {
  return eventsOf(trace).filter(({ ph }) => ph === 'X');
}

function eventsOf(trace: string): readonly ChromeTraceEvent[] {
  return (JSON.parse(readFileSync(join(folder, trace), 'utf8')) as ChromeTrace).traceEvents;
}

function countsOf(spans: readonly ChromeTraceEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name } of spans) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

const idsOf = (spans: readonly ChromeTraceEvent[]) => new Set(spans.map(({ args }) => args['spanId']));

describe.each([1, 3])('a run whose work %d processes do', (count) => {
  const queue = `of-${count}`;
  let outcome: Outcome;
  let pids: readonly number[];
  let codes: (number | null)[];

  beforeAll(async () => {
    workers = await startWorkers(redis.url, queue, count);
    ({ pids } = workers);
    outcome = await scanOnQueue(queue);
    codes = await workers.end();
  }, PATIENCE_MS);

  it('finds the same, to the byte, as one with --workers 2', () => {
    expect(outcome).toMatchObject({ code: 0, signal: null });
    expect(JSON.parse(outcome.stdout).summary.files).toBeGreaterThan(1_000);
    expect(outcome.stdout === local.stdout).toBe(true);
  });

  it('has the same spans, once each, in one trace', () => {
    const spans = spansOf(`${queue}.json`);
    expect(countsOf(spans)).toEqual(countsOf(spansOf('local.json')));
    expect(new Set(spans.map(({ args }) => args['traceId'])).size).toBe(1);
    expect(idsOf(spans).size).toBe(spans.length);
  });

  it('has no span whose parent is missing', () => {
    const spans = spansOf(`${queue}.json`);
    const ids = idsOf(spans);
    const orphans = spans.filter(({ args }) => !ids.has(args['parentSpanId']));
    expect(orphans.map(({ name }) => name)).toEqual(['unified_analysis']);
  });

  it('draws the files on rows of the processes that read them', () => {
    const spans = spansOf(`${queue}.json`);
    const onFiles = spans.filter(({ name }) => name === 'process_file');
    expect(new Set(onFiles.map(({ pid }) => pid))).toEqual(new Set(pids));
    const names = eventsOf(`${queue}.json`).filter(({ name }) => name === 'process_name');
    expect(names[0]?.args['name']).toBe('program');
    expect(
      names
        .slice(1)
        .map(({ args }) => args['name'])
        .sort(),
    ).toEqual(pids.map((pid) => expect.stringMatching(new RegExp(` ${pid}$`))).sort());
  });

  it('leaves workers that end when they are asked to', () => {
    expect(codes).toEqual(pids.map(() => 0));
  });
});

it(
  'finds the same when a process is killed in the middle',
  async () => {
    const queue = 'killed';
    workers = await startWorkers(redis.url, queue, 3);
    const events = new QueueEvents(queue, { connection: { url: redis.url } });
    const jobs = new Queue(queue, { connection: { url: redis.url } });
    let stalled = 0;
    events.on('stalled', () => (stalled += 1));
    await events.waitUntilReady();

    let isOver = false;
    const running = scanOnQueue(queue).finally(() => (isOver = true));
    const [victim = 0] = workers.pids;
    await until(
      async () =>
        isOver || (await jobs.getActive()).some(({ processedBy }) => processedBy?.includes(`-${victim}-`)),
    );
    workers.kill(victim);
    const { code, stdout, stderr } = await running;

    expect({ code, stderr: stderr.replace(/^Trace .*\n/, '') }).toEqual({ code: 0, stderr: '' });
    expect(stdout === local.stdout).toBe(true);
    // That it had work, which somebody else has done.
    expect(stalled).toBeGreaterThan(0);
    await Promise.all([events.close(), jobs.close()]);
    expect(await workers.end()).toEqual([null, 0, 0]);
  },
  PATIENCE_MS,
);

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(10);
}
