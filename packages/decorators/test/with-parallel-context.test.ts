import { setImmediate as nextTurn } from 'node:timers/promises';
import { SpanKind, SpanStatusCode, diag, trace } from '@opentelemetry/api';
import { getCurrentContext, getProgress, setProgress, withPhase, withSpan } from '@threadspan/context';
import { setRecordLevel } from '@threadspan/context/ports';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';
import { recordDiag } from '../../../tools/jest/support/diag-log';
import { hierarchy } from './hierarchy';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';

afterEach(() => {
  setRecordLevel('debug');
  stopSdk();
  diag.disable();
});

class Scorer {
  @WithParallelContext()
  plain(): void {}

  @WithParallelContext({ span: 'debt_scoring', kind: SpanKind.PRODUCER, phase: 'scoring' })
  inPhase(): unknown {
    return getCurrentContext();
  }

  @WithParallelContext({ span: 'slow_scoring', phase: 'scoring' })
  async inPhaseLater(): Promise<unknown> {
    await nextTurn();
    return getCurrentContext();
  }

  @WithParallelContext({ level: 'debug' })
  detail(): string[] {
    this.plain();
    return hierarchy();
  }

  @WithParallelContext({ newRoot: true })
  job(): string[] {
    this.plain();
    return hierarchy();
  }

  @WithParallelContext({ attributes: ([path]: [string]) => ({ path }) })
  ofArgs(path: string): string {
    if (path === 'bad.ts') throw new Error('boom');
    return path;
  }

  @WithParallelContext({
    attributes: ([path]: [string], result: number) => ({ path, lines: result }),
  })
  async ofResult(path: string): Promise<number> {
    await nextTurn();
    if (path === 'bad.ts') throw new Error('boom');
    return path.length;
  }

  @WithParallelContext({
    attributes: () => {
      throw new Error('no attributes');
    },
  })
  brokenOfArgs(value: number): number {
    return value;
  }

  @WithParallelContext({
    attributes: (_args: [number], _result: number) => {
      throw new Error('no attributes');
    },
  })
  brokenOfResult(value: number): number {
    return value;
  }

  @WithParallelContext({ attributes: (async () => Promise.reject(new Error('late'))) as never })
  rejectedAttributes(value: number): number {
    return value;
  }

  @WithParallelContext({ attributes: (() => 'text') as never })
  noAttributes(value: number): number {
    return value;
  }

  @WithParallelContext({
    attributes: () => ({
      get path(): string {
        throw new Error('no path');
      },
    }),
  })
  brokenGetter(value: number): number {
    return value;
  }

  @WithParallelContext()
  fails(): never {
    throw new TypeError('boom');
  }

  @WithParallelContext()
  async rejects(): Promise<never> {
    await nextTurn();
    throw new TypeError('boom');
  }
}

const scorer = new Scorer();

describe('@WithParallelContext with an SDK', () => {
  it('records each call as a span Class.method of the internal kind', () => {
    const sdk = startSdk();
    scorer.plain();
    scorer.plain();
    expect(sdk.names()).toEqual(['Scorer.plain', 'Scorer.plain']);
    expect(sdk.span('Scorer.plain').kind).toBe(SpanKind.INTERNAL);
    expect(sdk.span('Scorer.plain').attributes).toEqual({});
    expect(sdk.span('Scorer.plain').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('records the span under the active span of the caller, which is active in the method', () => {
    const sdk = startSdk();
    class Caller {
      @WithParallelContext()
      run(): string | undefined {
        return trace.getActiveSpan()?.spanContext().spanId;
      }
    }
    const inside = trace.getTracer('user').startActiveSpan('of the user', (span) => {
      const id = new Caller().run();
      span.end();
      return id;
    });
    const span = sdk.span('Caller.run');
    expect(inside).toBe(span.spanContext().spanId);
    expect(span.parentSpanContext?.spanId).toBe(sdk.span('of the user').spanContext().spanId);
  });

  it('gives the span the name and the kind of the options', () => {
    const sdk = startSdk();
    scorer.inPhase();
    expect(sdk.span('debt_scoring').kind).toBe(SpanKind.PRODUCER);
  });

  it('sets the phase for the call only', async () => {
    const seen = await withPhase('outer', async () => [
      scorer.inPhase(),
      await scorer.inPhaseLater(),
      getCurrentContext(),
    ]);
    expect(seen).toEqual([{ phase: 'scoring' }, { phase: 'scoring' }, { phase: 'outer' }]);
  });

  it('records its span at the level info unless told otherwise', () => {
    const sdk = startSdk();
    setRecordLevel('info');
    expect(scorer.detail()).toEqual(['Scorer.detail']);
    expect(sdk.names()).toEqual(['Scorer.plain']);
    setRecordLevel('warn');
    scorer.plain();
    expect(sdk.names()).toHaveLength(1);
  });

  it('starts a trace and a hierarchy of its own with newRoot', () => {
    const sdk = startSdk();
    expect(withSpan('outer', () => scorer.job())).toEqual(['Scorer.job']);
    const job = sdk.span('Scorer.job');
    expect(job.parentSpanContext).toBeUndefined();
    expect(job.spanContext().traceId).not.toBe(sdk.span('outer').spanContext().traceId);
    expect(sdk.span('Scorer.plain').parentSpanContext?.spanId).toBe(job.spanContext().spanId);
  });

  it('ends the span of a promise when it settles, not before', async () => {
    const sdk = startSdk();
    const pending = scorer.inPhaseLater();
    expect(sdk.spans()).toEqual([]);
    await pending;
    expect(sdk.names()).toEqual(['slow_scoring']);
  });

  it('ends the span with an error status and the exception when the method throws', () => {
    const sdk = startSdk();
    expect(() => scorer.fails()).toThrow('boom');
    const span = sdk.span('Scorer.fails');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'boom' });
    expect(span.events.map(({ attributes }) => attributes?.['exception.type'])).toEqual(['TypeError']);
  });

  it('ends the span with an error status and the exception when the method rejects', async () => {
    const sdk = startSdk();
    await expect(scorer.rejects()).rejects.toThrow('boom');
    const span = sdk.span('Scorer.rejects');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'boom' });
    expect(span.events.map(({ attributes }) => attributes?.['exception.type'])).toEqual(['TypeError']);
  });

  it('counts nothing in the progress', () => {
    setProgress(0, 2);
    scorer.plain();
    expect(() => scorer.fails()).toThrow('boom');
    expect(getProgress()).toEqual({ processed: 0, failed: 0, total: 2 });
  });
});

describe('the attributes of @WithParallelContext', () => {
  it('come from the arguments, also for a call that fails', () => {
    const sdk = startSdk();
    scorer.ofArgs('a.ts');
    expect(() => scorer.ofArgs('bad.ts')).toThrow('boom');
    expect(sdk.spans().map(({ attributes }) => attributes)).toEqual([{ path: 'a.ts' }, { path: 'bad.ts' }]);
  });

  it('come from arguments and awaited result when the function declares both', async () => {
    const sdk = startSdk();
    await scorer.ofResult('a.ts');
    expect(sdk.span('Scorer.ofResult').attributes).toEqual({ path: 'a.ts', lines: 4 });
  });

  it('do not wait for the result of a call that fails', async () => {
    const sdk = startSdk();
    await expect(scorer.ofResult('bad.ts')).rejects.toThrow('boom');
    expect(sdk.span('Scorer.ofResult').attributes).toEqual({});
  });

  it.each(['brokenOfArgs', 'brokenOfResult', 'brokenGetter', 'rejectedAttributes', 'noAttributes'] as const)(
    'are left out, and diag hears of it once, when the function of %s fails',
    (method) => {
      const sdk = startSdk();
      const log = recordDiag();
      expect([scorer[method](1), scorer[method](2)]).toEqual([1, 2]);
      expect(sdk.spans().map(({ attributes }) => attributes)).toEqual([{}, {}]);
      expect(log.errors).toEqual([expect.stringContaining(`Scorer.${method}`)]);
    },
  );

  it('never fail a call, also where the logger of diag fails', () => {
    const fail = () => {
      throw new Error('no logger');
    };
    diag.setLogger({ error: fail, warn: fail, info: fail, debug: fail, verbose: fail });
    class Unlucky {
      @WithParallelContext({ attributes: fail })
      score(value: number): number {
        return value;
      }

      @ProcessFile()
      analyze(path: string): string {
        return path;
      }
    }
    expect(new Unlucky().score(1)).toBe(1);
    expect(new Unlucky().analyze(1 as never)).toBe(1);
  });
});
