import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { numbers } from './numbers';
import { MODULE, Site } from './site';
import type { WorkerProcess } from './site';

// Processes are killed and have to be missed: on a busy machine one may be late. What differs is looked at once more.
jest.retryTimes(1, { logErrorsBeforeRetry: true });

const run = promisify(execFile);
const program = (name: string) => join(__dirname, 'programs', name);

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parent?: string;
  readonly file?: string;
  readonly pid?: number;
}

let site: Site;
let workers: WorkerProcess[] = [];

beforeAll(async () => {
  site = await Site.start({ stallTimeout: 5_000 });
});

afterAll(() => site?.stop());

afterEach(() => site.killWorkers());

/** Runs a driver in a process of its own; see programs/traced-driver.cjs. */
async function drive(name: string, telemetry = ''): Promise<Span[]> {
  const { stdout } = await run(process.execPath, [
    program('traced-driver.cjs'),
    site.redis.url,
    MODULE,
    name,
    telemetry,
  ]);
  return JSON.parse(stdout) as Span[];
}

/** Where the spans stand in the tree; those whose parents are not there are named apart. */
function treeOf(spans: readonly Span[]) {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const path = ({ name, parent }: Span): string => {
    const above = parent === undefined ? undefined : byId.get(parent);
    return above ? `${path(above)} > ${name}` : name;
  };
  const counts: Record<string, number> = {};
  for (const span of spans) counts[path(span)] = (counts[path(span)] ?? 0) + 1;
  return {
    counts,
    orphans: spans.filter(({ parent }) => parent !== undefined && !byId.has(parent)),
    doubled: spans.length - byId.size,
    traces: new Set(spans.map(({ traceId }) => traceId)).size,
  };
}

const whole = (name: string) => ({
  counts: {
    [name]: 1,
    [`${name} > process_file`]: 12,
    [`${name} > process_file > step`]: 12,
    [`${name} > call`]: 1,
    [`${name} > call > process_file`]: 1,
  },
  orphans: [],
  doubled: 0,
  traces: 1,
});

describe('workers that relay their spans', () => {
  const relay = { args: ['--import', '@threadspan/tracing/relay'] };

  it('give the driver one complete trace', async () => {
    workers = await site.workers(2, relay);
    const spans = await drive('alone');
    expect(treeOf(spans)).toEqual(whole('alone'));
    const pids = spans.filter(({ name }) => name === 'step').map(({ pid }) => pid);
    expect(new Set(pids)).toEqual(new Set(workers.map(({ pid }) => pid)));
  });

  it('give each of two drivers its own spans only', async () => {
    workers = await site.workers(2, relay);
    const [one, other] = await Promise.all([drive('one'), drive('other')]);
    expect(treeOf(one)).toEqual(whole('one'));
    expect(treeOf(other)).toEqual(whole('other'));
    const paths = one.flatMap(({ name, file }) => (name === 'process_file' ? [file] : []));
    expect(paths.sort()).toEqual(['one.ts', ...numbers(12).map((index) => `one-${index}.ts`)].sort());
  });
});

describe('workers that export their spans themselves', () => {
  it('continue the trace of the driver, which has its own spans only', async () => {
    const log = site.log();
    const settings = { args: ['--import', program('own-sdk.cjs')], env: { SPANS_FILE: log.path } };
    workers = await site.workers(2, settings);
    const spans = await drive('alone');
    expect(spans.map(({ name }) => name)).toEqual(['call', 'alone']);
    // They write down the last of them when they end.
    for (const { child } of workers) child.kill('SIGTERM');
    await Promise.all(workers.map(({ exited }) => exited));
    const theirs = log.lines().map((line) => JSON.parse(line) as Span);
    expect(treeOf([...spans, ...theirs])).toEqual(whole('alone'));
  });
});

describe("BullMQ's own telemetry on both sides", () => {
  const settings = () => ({
    bin: program('telemetry-worker.cjs'),
    env: { REDIS: site.redis.url, QUEUE: 'probes', MODULE, SET_UP: '@threadspan/tracing/relay' },
  });

  it('has its spans beside ours: none is doubled, none has lost its parent', async () => {
    workers = await site.workers(2, settings());
    const spans = await drive('alone', 'telemetry');
    const { orphans, doubled } = treeOf(spans);
    expect({ orphans, doubled }).toEqual({ orphans: [], doubled: 0 });
    const root = spans.find(({ name }) => name === 'alone')!;
    const trace = treeOf(spans.filter(({ traceId }) => traceId === root.traceId));
    expect(trace).toMatchObject({ orphans: [], counts: whole('alone').counts });
    // Each chunk was added once and processed once.
    const added = spans.filter(({ name }) => name.startsWith('add '));
    const processed = spans.filter(({ name }) => name.startsWith('process '));
    expect(added.length).toBeGreaterThan(6);
    expect(processed).toHaveLength(added.length);
    const parents = processed.map(({ parent }) => parent).sort();
    expect(parents).toEqual(added.map(({ spanId }) => spanId).sort());
  });
});
