import { serialize } from 'node:v8';
import fc from 'fast-check';
import { getErrorContext, getProgress, setProgress } from '@threadspan/context';
import type { Executor, Remote } from '@threadspan/executor';
import { until } from '../../../tools/jest/support/until';
import { Forger } from './forger';
import { files, numbers } from './numbers';
import { Site, spawnProbe } from './site';
import type { WorkerProcess } from './site';
import type { Probe } from './workers/dist/probe.js';

// Processes are killed and have to be missed: on a busy machine one may be late. What differs is looked at once more.
jest.retryTimes(1, { logErrorsBeforeRetry: true });

let site: Site;
let worker: WorkerProcess;
let forger: Forger;
let executor: Executor;
let probe: Remote<Probe>;

beforeAll(async () => {
  site = await Site.start();
  worker = await site.worker();
  forger = new Forger(site);
  executor = site.driver();
  probe = await spawnProbe(executor);
});

afterAll(async () => {
  await forger?.close();
  await site?.stop();
});

/** Runs a chain while `disturb` does something. */
async function runDuring(disturb: () => Promise<void>): Promise<void> {
  setProgress(0, 60);
  let done = 0;
  const run = executor
    .parIter(files(60))
    .mapWithContext(probe.take, { shared: [10] })
    .collect({ chunkSize: 5, onProgress: (progress) => (done = progress.done) });
  await until(() => done > 0);
  await disturb();
  expect(await run).toEqual(files(60));
  expect(done).toBe(60);
  expect(getProgress()).toEqual({ processed: 60, failed: 0, total: 60 });
}

const sent = (message: unknown, change: object = {}) => ({ version: 1, worker: 'w', message, ...change });
const results = (change: object) =>
  sent({
    type: 'results',
    chunk: 1,
    each: [],
    many: [],
    failures: [],
    counted: [0, 0],
    payloads: [],
    ...change,
  });

describe('the stream of replies', () => {
  it('may have garbage in it', async () => {
    const garbage = fc
      .sample(fc.uint8Array({ minLength: 1, maxLength: 50 }), 60)
      .map((bytes) => Buffer.from(bytes));
    const headed = garbage.map((bytes) => Buffer.concat([Buffer.from([255, 15]), bytes]));
    await runDuring(() => forger.reply(...garbage, ...headed));
  });

  it('may have what no worker sends', async () => {
    await runDuring(() =>
      forger.reply(
        null,
        [],
        sent({ type: '__proto__' }),
        sent({ type: 'constructor' }),
        sent({ type: 'taken', chunk: '1' }),
        sent({ type: 'taken', chunk: 1 }, { version: 2 }),
        sent({ type: 'taken', chunk: 1 }, { worker: 'x'.repeat(5_000) }),
        sent({ type: 'refused', chunk: 1, error: 'x' }),
        sent({ type: 'flushed', id: -1 }),
        sent({ type: 'payloads', payloads: [[1, 2]] }),
        results({ each: [[-1, [1]]] }),
        results({ each: [[0, 'abc']] }),
        results({ many: { 0: [] } }),
        results({ failures: [[0, null]] }),
        results({ counted: [1, NaN] }),
        results({ done: NaN }),
        results({ done: Infinity }),
      ),
    );
  });

  it('may name chunks, offsets and extensions that there are not', async () => {
    const chunk = 2 ** 31;
    await runDuring(() =>
      forger.reply(
        sent({ type: 'taken', chunk }),
        sent({ type: 'stalled', chunk, flight: null }),
        sent({ type: 'refused', chunk, error: {} }),
        sent({ type: 'flushed', id: 1 }),
        sent({ type: 'payloads', payloads: [['__proto__', 1]] }),
        results({ chunk, each: [[0, [1]]], done: 1 }),
      ),
    );
  });

  it('may have any values in its fields', async () => {
    const type = fc.constantFrom('results', 'taken', 'refused', 'stalled', 'payloads', 'flushed');
    const keys = fc.constantFrom(
      'each',
      'many',
      'failures',
      'counted',
      'payloads',
      'done',
      'error',
      'flight',
      'id',
    );
    const message = fc
      .tuple(type, fc.dictionary(keys, fc.anything({ maxDepth: 2 }), { maxKeys: 3 }))
      .map(([kind, fields]) => ({ chunk: 2 ** 31, counted: [0, 0], ...fields, type: kind }));
    const values = fc.sample(message, 150).flatMap((one) => {
      try {
        return [serialize(sent(one))];
      } catch {
        return []; // a function in it
      }
    });
    await runDuring(() => forger.reply(...values));
  });

  it('may have results of a chunk that go beyond its end', async () => {
    const run = executor.parIter(numbers(3)).mapWithContext(probe.later, { shared: [1_000] });
    const collected = run.collect({ chunkSize: 3 });
    await until(() => executor.stats().jobs.running === 1);
    for (const chunk of numbers(400)) {
      const value = { chunk, each: [[7, [1, 2]]], many: [[9, [1]]], failures: [[11, {}]] };
      await forger.reply(results(value));
    }
    expect(await collected).toEqual(numbers(3));
  });
});

describe('the channel of control', () => {
  it('may have garbage in it', async () => {
    const texts = fc.sample(fc.string({ maxLength: 40 }), 50);
    const values = fc.sample(fc.jsonValue({ maxDepth: 2 }), 50).map((value) => JSON.stringify(value));
    const told = (fields: object) => JSON.stringify({ version: 1, driver: 'x', ...fields });
    await runDuring(async () => {
      for (const text of [
        ...texts,
        ...values,
        '{"__proto__":{"version":1}}',
        told({ type: '__proto__' }),
        told({ type: 'end', run: -1 }),
        told({ type: 'end', run: 1 }),
        told({ type: 'forget', instance: '1' }),
        told({ type: 'bye', driver: '__proto__' }),
        told({ type: 'flush', id: 1, timeout: 1e12 }),
        told({ type: 'flush', id: 1, timeout: -1 }),
      ])
        await forger.tell(text);
    });
    expect(worker.child.exitCode).toBe(null);
  });
});

describe('what workers say of themselves', () => {
  it('may be garbage', async () => {
    const presence = { version: 1, name: 'forged', threads: 1, concurrency: 1, workers: [] };
    const thread = { index: 1, threadId: 1, state: 'idle', finishedItems: 0 };
    const said = [
      '',
      'null',
      '{',
      JSON.stringify({ ...presence, version: 2 }),
      JSON.stringify({ ...presence, threads: -1 }),
      JSON.stringify({ ...presence, workers: [{ ...thread, state: '__proto__' }] }),
      JSON.stringify({ ...presence, workers: [null] }),
      ...fc.sample(fc.json({ maxDepth: 2 }), 30),
    ];
    await runDuring(async () => {
      for (const [index, text] of said.entries()) await forger.present(`forged-${index}`, text);
      await forger.redis.sadd('bull:threadspan:probes:workers', 'forged-list');
      await forger.redis.lpush('bull:threadspan:probes:worker:forged-list', 'x');
    });
    // Workers are looked for as long as there is work.
    const call = probe.later(1, 3_000);
    await until(() => executor.stats().workers.length > 0);
    expect(executor.stats().workers.length).toBeLessThanOrEqual(2);
    expect(await call).toBe(1);
  });

  it('is taken for no more than a machine has', async () => {
    const activity = { phase: 'x'.repeat(100), spanHierarchy: [{ name: '__proto__' }], since: 'now' };
    const workers = [{ index: 1, threadId: 1, state: 'busy', finishedItems: 0, activity }];
    const text = { version: 1, name: 'vast', threads: 2 ** 50, concurrency: 2 ** 50, workers };
    await runDuring(() => forger.present('vast', JSON.stringify(text)));
    const call = probe.later(1, 3_000);
    await until(() =>
      executor.stats().workers.some(({ activity: where }) => where?.phase === activity.phase),
    );
    expect(await call).toBe(1);
    await forger.redis.del('bull:threadspan:probes:worker:vast');
  });
});

describe('what a lost worker was on', () => {
  /** Kills a worker in the middle of a call, and writes down for it what it was on. */
  async function lose(progress: string) {
    const lost = await site.worker({ queue: 'lone' });
    const log = site.log();
    const remote = await spawnProbe(site.driver({ queue: 'lone', retries: 0 }), log.path);
    const outcome = remote.take('a.ts', 3_000).catch((error: unknown) => error);
    await until(() => log.lines().length > 0);
    // Until the worker itself has written it down.
    await new Promise((resolve) => setTimeout(resolve, 600));
    lost.child.kill('SIGKILL');
    await lost.exited;
    // The latest; those of tests before may not have been missed yet.
    const [id] = await forger.redis.lrange('bull:lone:active', 0, 0);
    await forger.redis.hset(`bull:lone:${id}`, 'progress', progress);
    return { outcome };
  }

  it.each([['null'], ['"x"'], ['{"version":2}']])('may have been written down as %s', async (progress) => {
    const { outcome } = await lose(progress);
    const error = await outcome;
    expect(error).toMatchObject({ code: 'WORKER_EXITED' });
    expect(getErrorContext(error)).toMatchObject({ attempt: 1 });
  });

  it.each([['7'], ['[[0],[-1,{}],["__proto__",{}],[0,null],[99999,{"spanHierarchy":[]}]]']])(
    'is none of the items where it names none that there is: %s',
    async (items) => {
      const { outcome } = await lose(`{"version":1,"worker":"w","items":${items}}`);
      await site.worker({ queue: 'lone' });
      expect(await outcome).toBe('a.ts');
      await site.killWorkers();
    },
  );
});
