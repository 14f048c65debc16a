import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { diag } from '@opentelemetry/api';
import { ParallelContext, registerContextAccessor } from '@threadspan/context';
import { recordDiag } from '../../../tools/jest/support/diag-log';
import { runWorker } from './run-worker';

describe('context accessors', () => {
  const tenant = new AsyncLocalStorage<string>();
  const request = new AsyncLocalStorage<{ id: number }>();
  const removals: (() => void)[] = [];
  const register = (...args: Parameters<typeof registerContextAccessor>) =>
    removals.push(registerContextAccessor(...args));

  beforeEach(() => {
    register({
      key: 'tenant',
      get: () => tenant.getStore(),
      run: (value, fn) => tenant.run(value as string, fn),
    });
  });

  afterEach(() => {
    for (const remove of removals.splice(0)) remove();
    diag.disable();
  });

  it('are in force inside run, and only there', () => {
    const ctx = tenant.run('acme', () => ParallelContext.capture());
    tenant.run('other', () => {
      expect(ctx.run(() => tenant.getStore())).toBe('acme');
      expect(tenant.getStore()).toBe('other');
    });
  });

  it('hold across awaits', async () => {
    const ctx = tenant.run('acme', () => ParallelContext.capture());
    await ctx.run(async () => {
      await nextTurn();
      expect(tenant.getStore()).toBe('acme');
    });
  });

  it('are all in force at once', () => {
    register({
      key: 'request',
      get: () => request.getStore(),
      run: (value, fn) => request.run(value as { id: number }, fn),
    });
    const ctx = tenant.run('acme', () => request.run({ id: 7 }, () => ParallelContext.capture()));
    expect(ctx.run(() => [tenant.getStore(), request.getStore()])).toEqual(['acme', { id: 7 }]);
  });

  it('travel in the carrier', () => {
    const carrier = tenant.run('acme', () => ParallelContext.capture()).toCarrier();
    expect(carrier.accessors).toEqual({ tenant: 'acme' });
    expect(ParallelContext.fromCarrier(structuredClone(carrier)).run(() => tenant.getStore())).toBe('acme');
  });

  it('leave the carrier alone when they have no value', () => {
    expect(ParallelContext.capture().toCarrier()).not.toHaveProperty('accessors');
  });

  it('that this thread does not know are handed on to the next hop', () => {
    const carrier = { ...ParallelContext.capture().toCarrier(), accessors: { unknown: 1 } };
    const ctx = ParallelContext.fromCarrier(carrier);
    expect(ctx.run(() => 'ran')).toBe('ran');
    expect(ctx.toCarrier().accessors).toEqual({ unknown: 1 });
  });

  it('are no longer captured once removed', () => {
    for (const remove of removals.splice(0)) remove();
    expect(tenant.run('acme', () => ParallelContext.capture().toCarrier())).not.toHaveProperty('accessors');
  });

  it('that fail in get are reported and left out', () => {
    const log = recordDiag();
    register({
      key: 'broken',
      get: () => {
        throw new Error('no value');
      },
      run: (_value, fn) => fn(),
    });
    expect(tenant.run('acme', () => ParallelContext.capture()).toCarrier().accessors).toEqual({
      tenant: 'acme',
    });
    expect(log.errors).toEqual([expect.stringContaining('`broken`')]);
  });

  it('that fail in run are reported, and the work is done without them', async () => {
    const log = recordDiag();
    register({
      key: 'choosy',
      get: () => undefined,
      run: (value, fn) => (typeof value === 'string' ? fn() : (undefined as never)[Symbol.iterator]),
    });
    const carrier = { ...ParallelContext.capture().toCarrier(), accessors: { tenant: 'acme', choosy: 7 } };
    const ctx = ParallelContext.fromCarrier(carrier);
    expect(ctx.run(() => tenant.getStore())).toBe('acme');
    await expect(ctx.run(() => nextTurn('done'))).resolves.toBe('done');
    expect(log.errors).toEqual([expect.stringContaining('`choosy`'), expect.stringContaining('`choosy`')]);
  });

  it('let errors of the work through, and do it once', () => {
    const log = recordDiag();
    const failure = new Error('of the work');
    let calls = 0;
    const ctx = tenant.run('acme', () => ParallelContext.capture());
    expect(() =>
      ctx.run(() => {
        calls += 1;
        throw failure;
      }),
    ).toThrow(failure);
    expect(calls).toBe(1);
    expect(log.errors).toEqual([]);
  });

  it('need a key of their own', () => {
    const accessor = { get: () => undefined, run: <R>(_value: unknown, fn: () => R) => fn() };
    expect(() => registerContextAccessor({ ...accessor, key: 'tenant' })).toThrow(
      /`tenant` is registered already/,
    );
    for (const key of ['', '__proto__']) {
      expect(() => registerContextAccessor({ ...accessor, key })).toThrow(TypeError);
    }
  });

  it('cross into a worker that registers them too', async () => {
    const carrier = tenant.run('acme', () => ParallelContext.capture().toCarrier());
    expect(await runWorker('accessor.cjs', { carrier })).toBe('acme');
  });
});
