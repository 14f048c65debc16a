import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { diag } from '@opentelemetry/api';
import {
  ParallelContext,
  getCurrentContext,
  getSpanHierarchy,
  registerContextAccessor,
  withCurrentFile,
  withCurrentFunction,
  withParallelContext,
  withPhase,
  withSpan,
} from '@threadspan/context';
import type { ContextCarrier } from '@threadspan/context';
import { recordDiag } from '../../../tools/jest/support/diag-log';
import { runWorker } from './run-worker';

const names = () => getSpanHierarchy().map(({ name }) => name);

function capturedInScoring(): ParallelContext {
  return withSpan('analysis', { attributes: { files: 2 } }, () =>
    withSpan('scoring', { phase: 'scoring' }, () =>
      withCurrentFile('a.ts', () => withCurrentFunction('main', () => ParallelContext.capture())),
    ),
  );
}

const SCORING = { phase: 'scoring', currentFile: 'a.ts', currentFunction: 'main' };
const HIERARCHY = [{ name: 'analysis', attributes: { files: 2 } }, { name: 'scoring' }];

describe('ParallelContext without an SDK', () => {
  it('holds what was current where it was captured', () => {
    const ctx = capturedInScoring();
    expect(ctx.analysisContext).toEqual(SCORING);
    expect(ctx.spanHierarchy).toEqual(HIERARCHY);
    expect(ctx.spanContext).toBeUndefined();
  });

  it('runs functions in it, and returns what they return', () => {
    const ctx = capturedInScoring();
    withPhase('elsewhere', () => {
      expect(ctx.run(() => [getCurrentContext(), getSpanHierarchy()])).toEqual([SCORING, HIERARCHY]);
      expect(withParallelContext(ctx, getCurrentContext)).toEqual(SCORING);
      expect(getCurrentContext()).toEqual({ phase: 'elsewhere' });
    });
  });

  it('replaces the whole context of the caller, also by an empty one', () => {
    const empty = ParallelContext.capture();
    withSpan('here', { phase: 'here' }, () => {
      expect(empty.run(() => [getCurrentContext(), getSpanHierarchy()])).toEqual([{}, []]);
    });
  });

  it('holds across awaits, for many runs at once', async () => {
    const ctx = capturedInScoring();
    const runs = Array.from({ length: 20 }, (_, i) =>
      ctx.run(() =>
        withCurrentFile(`f${i}.ts`, async () => {
          await nextTurn();
          return getCurrentContext().currentFile;
        }),
      ),
    );
    expect(await Promise.all(runs)).toEqual(Array.from({ length: 20 }, (_, i) => `f${i}.ts`));
    expect(ctx.analysisContext).toEqual(SCORING);
  });

  it('restores the context of the caller on throw and on reject', async () => {
    const ctx = capturedInScoring();
    expect(() =>
      ctx.run(() => {
        throw new Error('boom');
      }),
    ).toThrow('boom');
    await expect(ctx.run(() => Promise.reject(new Error('later')))).rejects.toThrow('later');
    expect(getCurrentContext()).toEqual({});
  });

  it('binds a function with its own `this` and arguments', () => {
    const bound = capturedInScoring().bind(function (this: { base: number }, a: number, b: number) {
      return [this.base + a + b, getCurrentContext().phase];
    });
    expect(bound.call({ base: 100 }, 20, 3)).toEqual([123, 'scoring']);
  });

  it('enters on top of what is there and takes both apart again', () => {
    const ctx = capturedInScoring();
    {
      using _ = ctx.enter();
      expect(names()).toEqual(['analysis', 'scoring']);
      withSpan('inside', () => expect(names()).toEqual(['analysis', 'scoring', 'inside']));
    }
    expect(names()).toEqual([]);
  });
});

describe('a carrier without an SDK', () => {
  it('is plain data that survives JSON', () => {
    const carrier = capturedInScoring().toCarrier();
    expect(carrier).toEqual({ version: 1, propagation: {}, analysis: SCORING, hierarchy: HIERARCHY });
    expect(JSON.parse(JSON.stringify(carrier))).toEqual(carrier);
    expect(structuredClone(carrier)).toEqual(carrier);
  });

  it('gives back the context it was made of', () => {
    const carrier = capturedInScoring().toCarrier();
    const ctx = ParallelContext.fromCarrier(JSON.parse(JSON.stringify(carrier)));
    expect(ctx.analysisContext).toEqual(SCORING);
    expect(ctx.spanHierarchy).toEqual(HIERARCHY);
    expect(ctx.toCarrier()).toEqual(carrier);
    ctx.run(() => withSpan('next', () => expect(names()).toEqual(['analysis', 'scoring', 'next'])));
  });

  it('crosses into a worker thread and on into a second one', async () => {
    const hops = await runWorker<{ analysis: unknown; names: string[] }[]>('hop.cjs', {
      carrier: capturedInScoring().toCarrier(),
      hops: 2,
    });
    expect(hops).toEqual([
      { analysis: SCORING, names: ['analysis', 'scoring', 'hop 2'] },
      { analysis: SCORING, names: ['analysis', 'scoring', 'hop 2', 'hop 1'] },
    ]);
  });

  it('keeps the parent span where the other side has no SDK, and repeats its ids for no other frame', () => {
    const traceId = 'a'.repeat(32);
    const spanId = 'b'.repeat(16);
    const carrier: ContextCarrier = {
      version: 1,
      propagation: { traceparent: `00-${traceId}-${spanId}-01` },
      analysis: {},
      hierarchy: [
        { name: 'root', traceId, spanId: 'c'.repeat(16) },
        { name: 'parent', traceId, spanId },
      ],
    };
    const ctx = ParallelContext.fromCarrier(carrier);
    expect(ctx.spanContext).toMatchObject({ traceId, spanId, traceFlags: 1, isRemote: true });
    const second = ctx.run(() => withSpan('file', () => ParallelContext.capture().toCarrier()));
    expect(second.hierarchy).toEqual([...carrier.hierarchy, { name: 'file' }]);
    expect(second.propagation).toEqual(carrier.propagation);
  });

  it('repeats the ids of the parent span for no frame inside one that has none', () => {
    const ids = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
    const carrier: ContextCarrier = {
      version: 1,
      propagation: { traceparent: `00-${ids.traceId}-${ids.spanId}-01` },
      analysis: {},
      hierarchy: [{ name: 'recorded', ...ids }, { name: 'not recorded' }],
    };
    const next = ParallelContext.fromCarrier(carrier).run(() => withSpan('file', () => getSpanHierarchy()));
    expect(next).toEqual([...carrier.hierarchy, { name: 'file' }]);
  });

  it('keeps ids of a frame that is not the parent span', () => {
    const carrier: ContextCarrier = {
      version: 1,
      propagation: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
      analysis: {},
      hierarchy: [{ name: 'ours', traceId: 'a'.repeat(32), spanId: 'c'.repeat(16) }],
    };
    expect(ParallelContext.fromCarrier(carrier).toCarrier()).toEqual(carrier);
  });

  it('carries a trace state', () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`;
    const propagated = { traceparent, tracestate: 'vendor=1,other=2' };
    const carrier = { version: 1, propagation: propagated, analysis: {}, hierarchy: [] };
    expect(ParallelContext.fromCarrier(carrier).toCarrier().propagation).toEqual(propagated);
  });

  it('carries baggage in its W3C form', () => {
    const carried = { baggage: 'team=b%C3%BCro%20%3D%2C%3B;meta=1,empty=' };
    const ctx = ParallelContext.fromCarrier({
      version: 1,
      propagation: carried,
      analysis: {},
      hierarchy: [],
    });
    expect(ctx.toCarrier().propagation).toEqual(carried);
  });
});

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
