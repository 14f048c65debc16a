import { setImmediate as nextTurn } from 'node:timers/promises';
import { context, diag, propagation, trace } from '@opentelemetry/api';
import type { TextMapPropagator } from '@opentelemetry/api';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace-node';
import { ParallelContext, getSpanHierarchy, withSpan } from '@threadspan/context';
import { setRecordLevel } from '@threadspan/context/ports';
import { recordDiag } from '../../../tools/jest/support/diag-log';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';
import { tracker } from './tracker';
import { runWorker } from './run-worker';

const names = () => getSpanHierarchy().map(({ name }) => name);

const withBaggage = <R>(value: string, fn: () => R): R =>
  context.with(propagation.setBaggage(context.active(), propagation.createBaggage({ team: { value } })), fn);

afterEach(() => {
  setRecordLevel('debug');
  stopSdk();
  diag.disable();
});

describe('ParallelContext with an SDK', () => {
  it('makes the captured span the parent of what runs in it', async () => {
    const sdk = startSdk();
    const ctx = withSpan('parent', () => ParallelContext.capture());
    expect(ctx.spanContext?.spanId).toBe(sdk.span('parent').spanContext().spanId);
    await ctx.run(async () => {
      await nextTurn();
      withSpan('child', () => undefined);
    });
    expect(sdk.span('child').parentSpanContext?.spanId).toBe(ctx.spanContext?.spanId);
    expect(trace.getActiveSpan()).toBeUndefined();
  });

  it("captures the user's own spans and baggage", () => {
    startSdk({ processors: [tracker] });
    const ctx = withBaggage('core', () =>
      trace.getTracer('user').startActiveSpan('own', () => ParallelContext.capture()),
    );
    expect(ctx.spanHierarchy.map(({ name }) => name)).toEqual(['own']);
    expect(ctx.run(() => propagation.getActiveBaggage()?.getEntry('team')?.value)).toBe('core');
  });

  it('crosses by carrier: parent, sampling and baggage', () => {
    const sdk = startSdk({ processors: [tracker] });
    const carrier = withBaggage('core', () =>
      withSpan('parent', () => ParallelContext.capture().toCarrier()),
    );
    const { traceId, spanId } = sdk.span('parent').spanContext();
    expect(carrier.propagation).toEqual({ traceparent: `00-${traceId}-${spanId}-01`, baggage: 'team=core' });
    ParallelContext.fromCarrier(structuredClone(carrier)).run(() =>
      withSpan('child', () => {
        expect(names()).toEqual(['parent', 'child']);
        expect(propagation.getActiveBaggage()?.getEntry('team')?.value).toBe('core');
      }),
    );
    expect(sdk.span('child').parentSpanContext).toMatchObject({ traceId, spanId, isRemote: true });
  });

  it('crosses by carrier when the trace is not sampled', () => {
    const sdk = startSdk({ sampler: new AlwaysOffSampler() });
    const carrier = withSpan('parent', () => ParallelContext.capture().toCarrier());
    expect(carrier.propagation['traceparent']).toMatch(/-00$/);
    ParallelContext.fromCarrier(carrier).run(() =>
      withSpan('child', () => expect(names()).toEqual(['parent', 'child'])),
    );
    expect(sdk.spans()).toEqual([]);
  });

  it('puts a span that is not recorded into the hierarchy of the other side, under the right parent', () => {
    const sdk = startSdk({ processors: [tracker] });
    setRecordLevel('info');
    const carrier = withSpan('phase', () =>
      withSpan('file', { level: 'debug' }, () => ParallelContext.capture().toCarrier()),
    );
    ParallelContext.fromCarrier(carrier).run(() =>
      trace.getTracer('user').startActiveSpan('own', (span) => {
        withSpan('inner', () => expect(names()).toEqual(['phase', 'file', 'own', 'inner']));
        span.end();
      }),
    );
    expect(sdk.span('own').parentSpanContext?.spanId).toBe(sdk.span('phase').spanContext().spanId);
  });

  it('shows the carried hierarchy wherever the remote parent is active again', () => {
    startSdk();
    const carrier = withSpan('parent', () => ParallelContext.capture().toCarrier());
    ParallelContext.fromCarrier(carrier).run(() => {
      const remote = context.active();
      withSpan('child', () => context.with(remote, () => expect(names()).toEqual(['parent'])));
    });
  });

  it('keeps the hierarchy with its ids over two threads without an SDK', async () => {
    const sdk = startSdk();
    const carrier = withSpan('phase', { attributes: { n: 1 } }, () => ParallelContext.capture().toCarrier());
    const hops = await runWorker<{ names: string[] }[]>('hop.cjs', { carrier, hops: 2 });
    expect(hops.map((hop) => hop.names)).toEqual([
      ['phase', 'hop 2'],
      ['phase', 'hop 2', 'hop 1'],
    ]);
    expect(sdk.spans()).toHaveLength(1);
  });

  it('records the spans of a worker with an SDK of its own under the parent here', async () => {
    const sdk = startSdk();
    const carrier = withSpan('parent', () => ParallelContext.capture().toCarrier());
    const { traceId, spanId } = sdk.span('parent').spanContext();
    const spans = await runWorker<unknown>('recording.cjs', { carrier });
    expect(spans).toEqual([
      { name: 'in worker', traceId, parentSpanId: spanId, names: ['parent', 'in worker'] },
    ]);
  });

  it('carries baggage that cannot be encoded as none', () => {
    startSdk();
    recordDiag();
    const carrier = withBaggage('\ud800', () => ParallelContext.capture().toCarrier());
    expect(carrier.propagation).toEqual({});
  });

  it('survives a propagator that throws, and warns', () => {
    const log = recordDiag();
    const broken: TextMapPropagator = {
      inject: () => {
        throw new Error('no inject');
      },
      extract: () => {
        throw new Error('no extract');
      },
      fields: () => [],
    };
    const sdk = startSdk();
    propagation.disable();
    propagation.setGlobalPropagator(broken);
    const carrier = withSpan('parent', () => ParallelContext.capture().toCarrier());
    const ctx = ParallelContext.fromCarrier(carrier);
    expect(ctx.spanContext?.spanId).toBe(sdk.span('parent').spanContext().spanId);
    expect(log.errors).toEqual([expect.stringContaining('inject()'), expect.stringContaining('extract()')]);
  });

  it('carries what a propagator of the user injects', () => {
    const key = Symbol('k');
    startSdk();
    propagation.disable();
    propagation.setGlobalPropagator({
      inject: (_ctx, carrier: Record<string, string>) => void (carrier['x-mine'] = 'yes'),
      extract: (ctx, carrier: Record<string, string>) => ctx.setValue(key, carrier['x-mine']),
      fields: () => ['x-mine'],
    });
    const carrier = ParallelContext.capture().toCarrier();
    expect(carrier.propagation).toEqual({ 'x-mine': 'yes' });
    expect(ParallelContext.fromCarrier(carrier).run(() => context.active().getValue(key))).toBe('yes');
  });
});
