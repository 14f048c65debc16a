import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  ParallelContext,
  getCurrentContext,
  getSpanHierarchy,
  withCurrentFile,
  withCurrentFunction,
  withParallelContext,
  withPhase,
  withSpan,
} from '@threadspan/context';
import type { ContextCarrier } from '@threadspan/context';
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
