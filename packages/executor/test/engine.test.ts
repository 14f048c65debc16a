import { join } from 'node:path';
import { ParallelContext, getProgress, setProgress } from '@threadspan/context';
import {
  Admission,
  StatsKeeper,
  Turns,
  createExecutorOn,
  createThreadPool,
  startJob,
} from '@threadspan/executor/engine';
import type {
  Chunk,
  ChunkTimes,
  Job,
  JobScheduler,
  JobSpec,
  Source,
  ThreadPool,
} from '@threadspan/executor/engine';
import { rejectionOf } from '../../../tools/jest/support/rejection-of';
import { until } from '../../../tools/jest/support/until';
import { numbers } from './numbers';
import { Analyzer } from './workers/dist/analyzer.js';
import { Engine } from './workers/dist/engine.js';

/** Doubles numbers in this process, in place of whatever a job asks for; a chunk takes a given time. */
class Doubler implements JobScheduler {
  readonly sizes: number[] = [];
  readonly #itemMs: number;
  readonly #stats = new StatsKeeper();
  readonly #turns = new Turns();
  readonly #admission = new Admission(Infinity, this.#stats, () => 1);

  constructor(itemMs: number) {
    this.#itemMs = itemMs;
  }

  submit(job: Job): void {
    if (this.#admission.enter(job)) this.ready(job);
  }

  ready(job: Job): void {
    this.#turns.add(job);
    setImmediate(() => this.#run());
  }

  wake = (job: Job) => this.ready(job);
  drop = (job: Job) => this.#admission.leave(job);
  abort = (job: Job, reason: unknown) => job.abandon(reason);
  abandonJobs = () => this.#admission.jobs.forEach((job) => job.abandon(new Error('abandoned')));
  whenRoom = () => this.#admission.whenRoom();
  stats = () => this.#stats.read([]);
  release = () => undefined;
  close = () => this.#admission.close();

  #run(): void {
    for (let chunk = this.#turns.next(2); chunk; chunk = this.#turns.next(2)) this.#double(chunk);
  }

  #double(chunk: Chunk): void {
    const { job, items } = chunk;
    if (items.length > 0) this.sizes.push(items.length);
    job.succeedEach(
      chunk,
      0,
      items.map((item) => [item].flat(2).map((value) => Number(value) * 2)[0]),
    );
    job.release(items.length, items.length * this.#itemMs);
  }
}

async function start(itemMs: number, chunkTimes?: ChunkTimes) {
  const scheduler = new Doubler(itemMs);
  const executor = createExecutorOn(scheduler, { retries: 0, ...(chunkTimes ? { chunkTimes } : {}) });
  const analyzer = await executor.spawn(Analyzer, { module: __filename });
  return { scheduler, executor, analyzer };
}

describe('an executor on an engine of its own', () => {
  it('has its calls and chains run by that', async () => {
    const { executor, analyzer } = await start(1);
    await expect(analyzer.double(21)).resolves.toBe(42);
    await expect(executor.parIter([1, 2, 3]).mapWithContext(analyzer.double).collect()).resolves.toEqual([
      2, 4, 6,
    ]);
    await executor.close();
  });

  it('cuts chunks that last as long as the engine wants them to', async () => {
    const { scheduler, executor, analyzer } = await start(1, { wanted: 100, least: 0 });
    await executor.parIter(numbers(5_000)).map(analyzer.double).collect();
    expect(Math.max(...scheduler.sizes)).toBe(100);
    expect(scheduler.sizes.at(-1)).toBe(1);
  });

  it('cuts none towards the end that are shorter than the engine wants them to be', async () => {
    const { scheduler, executor, analyzer } = await start(1, { wanted: 100, least: 20 });
    await executor.parIter(numbers(5_000)).map(analyzer.double).collect();
    const last = scheduler.sizes.slice(-10, -1);
    expect(Math.min(...last)).toBe(20);
  });
});

describe('a pool of threads', () => {
  let pool: ThreadPool;
  beforeEach(() => {
    pool = createThreadPool({ workers: 2 });
  });
  afterEach(async () => {
    pool.scheduler.abandonJobs();
    await pool.close();
  });

  function run(
    method: string,
    items: readonly unknown[],
    onCounted: (processed: number, failed: number) => void,
  ) {
    const instance = {
      id: 1,
      cls: Engine as unknown as JobSpec['instances'][number]['cls'],
      module: `file://${join(__dirname, 'workers/dist/engine.js')}`,
      exportName: 'Engine',
      args: [],
    };
    let taken = false;
    const source: Source = {
      get remaining() {
        return taken ? 0 : items.length;
      },
      get isReady() {
        return !taken;
      },
      get isEnded() {
        return taken;
      },
      take() {
        taken = true;
        return [...items];
      },
      close: () => void (taken = true),
    };
    const spec: JobSpec = {
      stages: [{ kind: 'map', instance: 1, method }],
      instances: [instance],
      contexts: [],
      shared: [],
      context: ParallelContext.capture(),
      source,
      retries: 0,
    };
    let job!: Job;
    const done = new Promise<void>((resolve, reject) => {
      ({ job } = startJob(pool.scheduler, spec, {
        onCounted,
        onValues: () => undefined,
        onFailure: () => true,
        onEnd: resolve,
        onError: reject,
      }));
    });
    return { job, done };
  }

  async function countsOf(method: string, items: readonly unknown[]) {
    setProgress(0, 1_000);
    let processed = 0;
    let failed = 0;
    await run(method, items, (more, bad) => {
      processed += more;
      failed += bad;
    }).done;
    expect(getProgress()).toEqual({ processed, failed, total: 1_000 });
    return { processed, failed };
  }

  it('tells what the items of a job have counted as progress, as far as their outcomes are told', async () => {
    await expect(
      countsOf(
        'visit',
        numbers(100).map((at) => `${at}.ts`),
      ),
    ).resolves.toEqual({
      processed: 100,
      failed: 10,
    });
  });

  it('tells it of results that could not be sent, which have failed', async () => {
    await expect(countsOf('handle', ['a.ts', 'b.ts'])).resolves.toEqual({ processed: 2, failed: 2 });
  });

  it('tells it of the file that a lost worker was on', async () => {
    await expect(countsOf('leave', ['a.ts'])).resolves.toEqual({ processed: 1, failed: 1 });
  });

  it('says which items of a job its threads are on', async () => {
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const { job, done } = run('wait', [gate, gate], () => undefined);
    const waiting = () => {
      const items = pool.underWay(job).filter(({ activity }) => activity.currentFunction === 'wait');
      return items.length === 2 && items;
    };
    const items = await until(waiting);
    expect(items.map(({ index }) => index).sort()).toEqual([0, 1]);
    expect(items.map(({ activity }) => typeof activity.since)).toEqual(['number', 'number']);
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    await done;
    expect(pool.underWay(job)).toEqual([]);
  });

  it('needs a thread', async () => {
    const error = await rejectionOf(Promise.resolve().then(() => createThreadPool({ workers: 0 })));
    expect(error).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('from 1 to 1024'),
    });
  });
});
