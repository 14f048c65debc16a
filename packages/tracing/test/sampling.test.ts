import { setTimeout as sleep } from 'node:timers/promises';
import { diag, trace } from '@opentelemetry/api';
import { AlwaysOffSampler, SamplingDecision, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-node';
import type { Sampler } from '@opentelemetry/sdk-trace-node';
import { getErrorContext, getSpanHierarchy, withSpan } from '@threadspan/context';
import { recordDiag } from '../../../tools/jest/support/diag-log';
import { spanId, start, stopAll, traceId } from './start';
import type { Seen } from './workers/dist/analyzer.js';

afterEach(stopAll);

const byName = (dropped: string): Sampler => ({
  shouldSample: (_context, _traceId, name) => ({
    decision: name === dropped ? SamplingDecision.NOT_RECORD : SamplingDecision.RECORD_AND_SAMPLED,
  }),
  toString: () => 'by name',
});

/** Takes everything and notes the traces it is asked about. */
function countingSampler(): { sampler: Sampler; asked: string[] } {
  const asked: string[] = [];
  const shouldSample: Sampler['shouldSample'] = (_context, trace) => {
    asked.push(trace);
    return { decision: SamplingDecision.RECORD_AND_SAMPLED };
  };
  return { sampler: { shouldSample, toString: () => 'counting' }, asked };
}

describe('with a sampler that takes nothing', () => {
  it('no span of a worker is exported, and the hierarchy is whole', async () => {
    const { analyzer, spans } = await start({ sampler: new AlwaysOffSampler() });
    const seen = await withSpan('root', () => analyzer.analyze('a.ts') as Promise<Seen>);
    expect(seen.hierarchy).toEqual(['root', 'process_file']);
    const levels = await withSpan('root', () => analyzer.levels());
    expect(levels).toEqual(['root', 'phase', 'file', 'warning']);
    expect(spans()).toEqual([]);
  });

  it('an error still knows its hierarchy', async () => {
    const { analyzer } = await start({ sampler: new AlwaysOffSampler() });
    const error: unknown = await withSpan('root', () => analyzer.analyze('a!throw') as Promise<Seen>).catch(
      (reason: unknown) => reason,
    );
    expect(getErrorContext(error)?.spanHierarchy.map(({ name }) => name)).toEqual(['root', 'process_file']);
  });

  it('no trace that begins in a worker is exported', async () => {
    const { executor, analyzer, spans } = await start({ sampler: new AlwaysOffSampler() });
    await analyzer.analyze('a.ts');
    await executor.parIter(['a.ts', 'b.ts']).map(analyzer.analyze).collect();
    await withSpan('root', () => analyzer.job());
    await analyzer.delegate(['a.ts']);
    expect(spans()).toEqual([]);
  });

  it('no trace is exported from workers whose environment says otherwise', async () => {
    const env = { ...process.env, OTEL_TRACES_SAMPLER: 'always_on' };
    const { analyzer, spans } = await start({ sampler: new AlwaysOffSampler() }, { env });
    await withSpan('root', () => analyzer.analyze('a.ts'));
    expect(spans()).toEqual([]);
  });
});

describe('a sampler', () => {
  it('decides on the main thread for the spans that workers start below', async () => {
    const { analyzer, names } = await start({ sampler: byName('dropped') });
    await withSpan('dropped', () => analyzer.analyze('a.ts'));
    await withSpan('kept', () => analyzer.analyze('b.ts'));
    expect(names()).toEqual(['kept', 'process_file', 'step of b.ts']);
  });

  it('is not asked about spans that workers start below those of the main thread', async () => {
    const { sampler, asked } = countingSampler();
    const { analyzer, span, spans } = await start({ sampler });
    await withSpan('root', () => analyzer.analyze('a.ts'));
    expect(asked).toEqual([traceId(span('root'))]);
    expect(spans()).toHaveLength(3);
  });

  it('is asked once about a trace that begins in a worker', async () => {
    const { sampler, asked } = countingSampler();
    const { analyzer, span } = await start({ sampler });
    await analyzer.job();
    expect(asked).toEqual([traceId(span('job'))]);
    expect(span('step of job').parentSpanContext?.spanId).toBe(spanId(span('job')));
  });

  it('keeps or drops a trace that begins in a worker as a whole', async () => {
    const { executor, analyzer, spans } = await start({ sampler: new TraceIdRatioBasedSampler(0.5) });
    const paths = Array.from({ length: 100 }, (_, index) => `${index}.ts`);
    await executor.parIter(paths).map(analyzer.analyze).collect();
    const kept = new Map<string, number>();
    for (const span of spans()) {
      kept.set(traceId(span), (kept.get(traceId(span)) ?? 0) + 1);
    }
    expect(kept.size).toBeGreaterThan(0);
    expect(kept.size).toBeLessThan(100);
    expect(new Set(kept.values())).toEqual(new Set([2]));
  });

  it('is obeyed by a span that ends after its trace, which began in a worker', async () => {
    const { analyzer, names, flush } = await start({ sampler: byName('job') });
    const turn = new Int32Array(new SharedArrayBuffer(8));
    await analyzer.lateJob(turn);
    await flush();
    Atomics.store(turn, 1, 1);
    while (Atomics.load(turn, 0) === 0) await sleep(1);
    await flush();
    expect(names()).toEqual([]);
  });

  it('that fails on a trace of a worker costs no span', async () => {
    const log = recordDiag();
    const shouldSample = () => {
      throw new Error('broken sampler');
    };
    const { analyzer, names } = await start({ sampler: { shouldSample, toString: () => 'broken' } });
    await analyzer.job();
    expect(names()).toEqual(['job', 'step of job']);
    expect(log.errors).toHaveLength(1);
    diag.disable();
  });

  it('is not needed: without one, traces that begin in a worker are exported', async () => {
    const { analyzer, names } = await start();
    await analyzer.job();
    expect(names()).toEqual(['job', 'step of job']);
    expect(trace.getActiveSpan()).toBeUndefined();
    expect(getSpanHierarchy()).toEqual([]);
  });
});
