import { createQueueExecutor, startQueueWorker } from '@threadspan/executor-bullmq';
import type { QueueExecutorOptions, QueueWorkerOptions } from '@threadspan/executor-bullmq';
import { getErrorContext, withPhase } from '@threadspan/context';
import type { Executor, Remote } from '@threadspan/executor';
import { rejectionOf } from '../../../tools/jest/support/rejection-of';
import { MODULE, Site, spawnProbe } from './site';
import { Refusing } from './workers/dist/tenant.js';
import { Probe } from './workers/dist/probe.js';

const TENANT = require.resolve('./workers/dist/tenant.js');

let site: Site;

beforeAll(async () => {
  site = await Site.start({ stallTimeout: 5_000 });
});

afterAll(() => site?.stop());

describe('what a worker does not have', () => {
  let executor: Executor;
  let probe: Remote<Probe>;

  beforeAll(async () => {
    await site.worker({ args: ['--module', TENANT] });
    executor = site.driver();
    probe = await spawnProbe(executor);
  });

  it('is no method that is not annotated', async () => {
    const { notAnnotated } = probe as unknown as { notAnnotated: () => Promise<void> };
    await expect(notAnnotated()).rejects.toMatchObject({ code: 'NOT_ANNOTATED' });
    expect(() => executor.parIter([1]).mapWithContext(notAnnotated as never)).toThrow(/annotated/);
  });

  it('is a class of another name: the message says which it has', async () => {
    const spawned = executor.spawn(Probe, { module: MODULE, export: 'Proboscis' });
    await expect(spawned).rejects.toMatchObject({
      code: 'WORKER_START_FAILED',
      message:
        'Expected a class Proboscis among those of the worker, which are Probe, Budget, Refusing; start it with the ' +
        'module that exports the class (--module)',
    });
    expect(await probe.double(1)).toBe(2);
  });

  it('is a class that a driver calls like something of every object', async () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const spawned = executor.spawn(Probe, { module: MODULE, export: name });
      await expect(spawned).rejects.toMatchObject({
        code: 'WORKER_START_FAILED',
        message: expect.stringContaining(`Expected a class ${name} among those`),
      });
    }
  });

  it('is an instance whose constructor throws: its error comes home', async () => {
    const error = await rejectionOf(
      withPhase('parsing', () => executor.spawn(Refusing, { module: TENANT, args: [] })),
    );
    expect(error).toMatchObject({
      code: 'WORKER_START_FAILED',
      cause: { message: 'no way', code: 'E_NO_WAY' },
    });
    expect(getErrorContext(error)).toMatchObject({ phase: 'parsing' });
    expect(await probe.double(1)).toBe(2);
  });

  it('is a module that it was not started with, whatever else the queue has', async () => {
    await site.worker({ queue: 'tenants', module: TENANT });
    const other = site.driver({ queue: 'tenants' });
    await expect(spawnProbe(other)).rejects.toMatchObject({
      code: 'WORKER_START_FAILED',
      message: expect.stringContaining('which are Budget, Refusing'),
    });
  });
});

describe('a queue without any worker', () => {
  it('rejects what is spawned after startTimeout, and says what to look at', async () => {
    const executor = site.driver({ queue: 'nobody', startTimeout: 500 });
    await expect(spawnProbe(executor)).rejects.toMatchObject({
      code: 'WORKER_START_FAILED',
      message:
        'No worker has taken it within 500 ms; is there one on the queue nobody (npx threadspan-worker), and are its ' +
        'threads free?',
    });
    await site.worker({ queue: 'nobody' });
    expect(await (await spawnProbe(site.driver({ queue: 'nobody' }))).double(1)).toBe(2);
  });
});

describe('a Redis that nobody reaches', () => {
  it('rejects what is spawned, what is called, and a worker that starts', async () => {
    const connection = 'redis://127.0.0.1:1';
    const executor = createQueueExecutor({ connection, queue: 'probes' });
    const unreachable = {
      code: 'QUEUE_UNREACHABLE',
      message: expect.stringContaining('Redis has not answered within 10 s; look at `connection`'),
      cause: { code: 'ECONNREFUSED' },
    };
    const worker = startQueueWorker({ connection, queue: 'probes', modules: [MODULE], threads: 1 });
    await Promise.all([
      expect(spawnProbe(executor)).rejects.toMatchObject(unreachable),
      expect(worker).rejects.toMatchObject(unreachable),
    ]);
    await executor.close();
    await expect(spawnProbe(executor)).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
  });
});

describe('options', () => {
  const connection = 'redis://127.0.0.1:1';
  const wrong: [Partial<Record<keyof QueueExecutorOptions, unknown>>, string][] = [
    [
      { connection: 'http://x' },
      'Expected `connection` to be a URL (redis://host:6379), or options of ioredis',
    ],
    [{ connection: undefined }, '`connection`'],
    [
      { queue: 'a:b' },
      'Expected `queue` to be a name of 1 to 200 characters, without a colon, got `a:b` (string)',
    ],
    [{ queue: '' }, '`queue`'],
    [{ prefix: 7 }, '`prefix`'],
    [{ stallTimeout: 5 }, '`stallTimeout`'],
    [{ maxPayload: 1.5 }, '`maxPayload`'],
    [{ retries: -1 }, '`retries`'],
    [{ maxQueue: -1 }, '`maxQueue`'],
    [{ startTimeout: 0 }, '`startTimeout`'],
    [{ taskTimeout: 'soon' }, '`taskTimeout`'],
  ];

  it.each(wrong)('of a driver are refused: %j', (options, message) => {
    const create = () =>
      createQueueExecutor({ connection, queue: 'probes', ...options } as QueueExecutorOptions);
    expect(create).toThrow(message);
    expect(create).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }) as Error);
  });

  it('do not give a password away', () => {
    const create = () => createQueueExecutor({ connection: 'http://me:secret@host', queue: 'probes' });
    expect(create).toThrow('http://me:…@host');
    expect(create).not.toThrow('secret');
  });

  const wrongOfWorkers: [Partial<Record<keyof QueueWorkerOptions, unknown>>, string][] = [
    [{ modules: [] }, 'Expected `modules` to be a list of one built file or more that exports a class'],
    [
      { modules: ['./relative.js'] },
      'Expected `modules` to be file URLs or absolute paths, got `./relative.js`',
    ],
    [{ threads: 0 }, '`threads`'],
    [{ concurrency: 0 }, '`concurrency`'],
    [{ flightInterval: 1 }, '`flightInterval`'],
  ];

  it.each(wrongOfWorkers)('of a worker are refused: %j', async (options, message) => {
    const started = startQueueWorker({
      connection,
      queue: 'probes',
      modules: [MODULE],
      ...options,
    } as QueueWorkerOptions);
    await expect(started).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(message),
    });
  });
});
