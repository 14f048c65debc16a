import { context, propagation } from '@opentelemetry/api';
import { getErrorContext, getProgress, setProgress, withPhase, withSpan } from '@threadspan/context';
import { rejectionOf } from '../../../tools/jest/support/rejection-of';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';
import type { Executor, Remote } from '@threadspan/executor';
import { files, numbers } from './numbers';
import { Site, spawnProbe } from './site';
import type { WorkerProcess } from './site';
import { Budget, tenant } from './workers/dist/tenant.js';
import type { Probe } from './workers/dist/probe.js';

let site: Site;
let workers: WorkerProcess[];
let executor: Executor;
let probe: Remote<Probe>;

beforeAll(async () => {
  site = await Site.start({ stallTimeout: 5_000 });
  const tenants = require.resolve('./workers/dist/tenant.js');
  workers = await site.workers(2, {
    // Baggage is of no use where there is no SDK.
    args: ['--module', tenants, '--import', '@threadspan/tracing/relay'],
  });
  executor = site.driver();
  probe = await spawnProbe(executor);
});

afterAll(() => site?.stop());

describe('the context of a call', () => {
  it('has the phase and the hierarchy that it was made in', async () => {
    const seen = await withSpan('root', () => withPhase('scoring', () => probe.see('a.ts')));
    expect(seen).toMatchObject({
      context: { phase: 'scoring', currentFile: 'a.ts' },
      hierarchy: ['root', 'process_file'],
    });
    expect(workers.map(({ pid }) => pid)).toContain(seen.pid);
  });

  it('has the baggage and what accessors carry', async () => {
    startSdk();
    const teller = await executor.spawn(Budget, { module: require.resolve('./workers/dist/tenant.js') });
    const baggage = propagation.createBaggage({ customer: { value: 'ACME, Ö' } });
    const told = await context.with(propagation.setBaggage(context.active(), baggage), () =>
      tenant.run({ name: 'north', limits: new Map([['files', 3n]]) }, () => teller.tell(1)),
    );
    expect(told).toEqual({ customer: 'ACME, Ö', tenant: 'north', files: 3n });
    const chain = tenant.run({ name: 'south', limits: new Map() }, () =>
      executor.parIter([1, 2]).mapWithContext(teller.tell),
    );
    expect((await chain.collect()).map((one) => one.tenant)).toEqual(['south', 'south']);
    stopSdk();
  });

  it('is not that of its neighbours', async () => {
    const phases = numbers(40).map((value) => `phase-${value}`);
    const seen = await Promise.all(phases.map((phase) => withPhase(phase, () => probe.see('a.ts'))));
    expect(seen.map(({ context: { phase } }) => phase)).toEqual(phases);
  });
});

describe('progress', () => {
  it('is counted once, whichever process the items are in', async () => {
    setProgress(0, 400);
    const seen = await executor.parIter(files(400)).mapWithContext(probe.see).collect({ chunkSize: 10 });
    expect(getProgress()).toEqual({ processed: 400, failed: 0, total: 400 });
    expect(new Set(seen.map(({ pid }) => pid)).size).toBe(2);
  });

  it('has what methods count themselves', async () => {
    setProgress(0, 100);
    await executor.parIter(numbers(10)).mapWithContext(probe.count).collect();
    expect(getProgress().processed).toBe(45);
    await probe.count(5);
    expect(getProgress().processed).toBe(50);
  });

  it('has failed items among the processed', async () => {
    setProgress(0, 10);
    await executor.parIter(files(10)).mapWithContext(probe.failOdd).collect({ failures: 'collect' });
    expect(getProgress()).toEqual({ processed: 10, failed: 5, total: 10 });
  });
});

describe('an error', () => {
  it('has its class, code, cause, fields, and says where it happened and how far all are', async () => {
    setProgress(4, 9);
    const error = await rejectionOf(
      withSpan('root', () => withPhase('parsing', () => probe.failDeep('a.ts'))),
    );
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({
      message: 'deep a.ts',
      code: 'E_DEEP',
      path: 'a.ts',
      cause: { name: 'RangeError', message: 'inner' },
    });
    expect((error as Error).stack).toContain('probe');
    const where = getErrorContext(error);
    expect(where).toMatchObject({
      phase: 'parsing',
      currentFile: 'a.ts',
      attempt: 1,
      progress: { processed: 5, failed: 1, total: 9 },
      worker: { index: expect.any(Number), count: 2, threadId: expect.any(Number) },
    });
    expect(where?.spanHierarchy.map(({ name }) => name)).toEqual(['root', 'process_file', 'step']);
  });

  it('may be one of several, each with its own place', async () => {
    const { failures } = await executor
      .parIter(files(4))
      .mapWithContext(probe.fail)
      .collect({ failures: 'collect' });
    expect(failures.map(({ error }) => getErrorContext(error)?.currentFile)).toEqual(files(4));
  });

  it('is whatever was thrown', async () => {
    expect(await rejectionOf(probe.throwValue('just a string'))).toBe('just a string');
    expect(await rejectionOf(probe.throwValue({ code: 7 }))).toEqual({ code: 7 });
    expect(await rejectionOf(probe.throwValue(undefined))).toBe(undefined);
  });
});
