import { setImmediate as nextTurn } from 'node:timers/promises';
import { SpanKind, SpanStatusCode, diag, trace } from '@opentelemetry/api';
import { AlwaysOffSampler, SamplingDecision } from '@opentelemetry/sdk-trace-node';
import { getSpanHierarchy, packError, unpackError, withSpan } from '@threadspan/context';
import { runSpan, setRecordLevel } from '@threadspan/context/ports';
import { recordDiag } from '../../../tools/jest/support/diag-log';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';
import { tracker } from './tracker';

const names = () => getSpanHierarchy().map(({ name }) => name);

afterEach(() => {
  setRecordLevel('debug');
  stopSdk();
  diag.disable();
});

describe('withSpan with an SDK', () => {
  it('records nested spans as parent and child', () => {
    const sdk = startSdk();
    withSpan('outer', () => withSpan('inner', () => undefined));
    expect(sdk.spans().map(({ name }) => name)).toEqual(['inner', 'outer']);
    expect(sdk.span('inner').parentSpanContext?.spanId).toBe(sdk.span('outer').spanContext().spanId);
    expect(sdk.span('outer').parentSpanContext).toBeUndefined();
  });

  it('passes on kind, attributes and links', () => {
    const sdk = startSdk();
    const link = { context: { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 } };
    withSpan('a', { kind: SpanKind.CLIENT, attributes: { n: 1 }, links: [link] }, () => undefined);
    const span = sdk.span('a');
    expect(span.kind).toBe(SpanKind.CLIENT);
    expect(span.attributes).toEqual({ n: 1 });
    expect(span.links.map((each) => each.context.traceId)).toEqual(['1'.repeat(32)]);
  });

  it('makes its span the active one, and only inside', async () => {
    startSdk();
    await withSpan('a', async (span) => {
      expect(trace.getActiveSpan()).toBe(span);
      await nextTurn();
      expect(trace.getActiveSpan()).toBe(span);
    });
    expect(trace.getActiveSpan()).toBeUndefined();
  });

  it('ends the span when a synchronous function returns', () => {
    const sdk = startSdk();
    withSpan('a', () => expect(sdk.spans()).toEqual([]));
    expect(sdk.span('a').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('ends the span when the promise resolves, not before', async () => {
    const sdk = startSdk();
    const pending = withSpan('a', () => nextTurn());
    expect(sdk.spans()).toEqual([]);
    await pending;
    expect(sdk.span('a').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('ends the span with an error status and one exception when the function throws', () => {
    const sdk = startSdk();
    expect(() =>
      withSpan('a', () => {
        throw new TypeError('boom');
      }),
    ).toThrow('boom');
    const span = sdk.span('a');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'boom' });
    expect(span.events.map(({ name, attributes }) => [name, attributes?.['exception.type']])).toEqual([
      ['exception', 'TypeError'],
    ]);
  });

  it('ends the span with an error status when the promise rejects', async () => {
    const sdk = startSdk();
    await expect(withSpan('a', () => Promise.reject(new Error('boom')))).rejects.toThrow('boom');
    expect(sdk.span('a').status).toEqual({ code: SpanStatusCode.ERROR, message: 'boom' });
  });

  it('records one exception on the innermost span only, and the error status on all', () => {
    const sdk = startSdk();
    expect(() =>
      withSpan('outer', () =>
        withSpan('inner', () => {
          throw new Error('boom');
        }),
      ),
    ).toThrow();
    expect(sdk.span('inner').events).toHaveLength(1);
    expect(sdk.span('outer').events).toHaveLength(0);
    expect(sdk.span('outer').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('records the exception on the innermost span that is sampled', () => {
    const sdk = startSdk({
      sampler: {
        shouldSample: (_context, _traceId, name) => ({
          decision: name === 'dropped' ? SamplingDecision.NOT_RECORD : SamplingDecision.RECORD_AND_SAMPLED,
        }),
        toString: () => 'by name',
      },
    });
    expect(() =>
      withSpan('kept', () =>
        withSpan('dropped', () => {
          throw new Error('boom');
        }),
      ),
    ).toThrow();
    expect(sdk.span('kept').events).toHaveLength(1);
  });

  it('records no second exception for an error that was recorded on another thread', () => {
    const sdk = startSdk();
    expect(() =>
      withSpan('main', () => {
        try {
          withSpan('worker', () => {
            throw new Error('boom');
          });
        } catch (error) {
          throw unpackError(structuredClone(packError(error)));
        }
      }),
    ).toThrow('boom');
    expect(sdk.span('worker').events).toHaveLength(1);
    expect(sdk.span('main').events).toHaveLength(0);
    expect(sdk.span('main').status).toEqual({ code: SpanStatusCode.ERROR, message: 'boom' });
  });

  it('records an exception that no span has recorded on the thread it comes from', () => {
    const sdk = startSdk();
    const failure = unpackError(structuredClone(packError(new Error('boom'))));
    expect(() =>
      withSpan('main', () => {
        throw failure;
      }),
    ).toThrow('boom');
    expect(sdk.span('main').events).toHaveLength(1);
  });

  it.each([
    ['a string', 'just text', 'just text'],
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['an object that has no text', Object.create(null) as unknown, 'unknown error'],
  ])('ends the span when the function throws %s', (_what, thrown, message) => {
    const sdk = startSdk();
    let caught: unknown = 'nothing';
    try {
      withSpan('a', () => {
        throw thrown;
      });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(thrown);
    expect(sdk.span('a').status).toEqual({ code: SpanStatusCode.ERROR, message });
  });

  it('ends the span and throws the very error when the getters of the error throw', () => {
    const sdk = startSdk();
    const get = () => {
      throw new Error('a getter that throws');
    };
    const hostile = Object.defineProperties(new Error('x'), { message: { get }, code: { get } });
    let caught: unknown;
    try {
      withSpan('a', () => {
        throw hostile;
      });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(hostile);
    expect(sdk.span('a').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('starts a trace of its own with newRoot', () => {
    const sdk = startSdk();
    withSpan('outer', () =>
      withSpan('job', { newRoot: true }, () => {
        withSpan('step', () => expect(names()).toEqual(['job', 'step']));
      }),
    );
    expect(sdk.span('job').parentSpanContext).toBeUndefined();
    expect(sdk.span('job').spanContext().traceId).not.toBe(sdk.span('outer').spanContext().traceId);
    expect(sdk.span('step').parentSpanContext?.spanId).toBe(sdk.span('job').spanContext().spanId);
  });

  it('gives the hierarchy ids, and the attributes set later', () => {
    const sdk = startSdk();
    let hierarchy: ReturnType<typeof getSpanHierarchy> = [];
    withSpan('a', { attributes: { early: 1 } }, (span) => {
      span.setAttribute('late', 2);
      hierarchy = getSpanHierarchy();
    });
    const { traceId, spanId } = sdk.span('a').spanContext();
    expect(hierarchy).toEqual([{ name: 'a', attributes: { early: 1, late: 2 }, traceId, spanId }]);
  });

  it('keeps the whole hierarchy when nothing is sampled', () => {
    const sdk = startSdk({ sampler: new AlwaysOffSampler(), processors: [tracker] });
    withSpan('outer', { attributes: { n: 1 } }, () =>
      withSpan('inner', () => {
        expect(names()).toEqual(['outer', 'inner']);
        expect(getSpanHierarchy()[0]?.attributes).toEqual({ n: 1 });
      }),
    );
    expect(sdk.spans()).toEqual([]);
  });

  it('keeps the tracer of the provider that is registered now', () => {
    const first = startSdk();
    withSpan('one', () => undefined);
    stopSdk();
    withSpan('unheard', () => undefined);
    const second = startSdk();
    withSpan('two', () => undefined);
    expect(first.spans().map(({ name }) => name)).toEqual(['one']);
    expect(second.spans().map(({ name }) => name)).toEqual(['two']);
  });
});

describe('runSpan', () => {
  it('sets the attributes that the result gives', async () => {
    const sdk = startSdk();
    await runSpan({ name: 'a', resultAttributes: (result: number) => ({ result }) }, () =>
      Promise.resolve(3),
    );
    expect(sdk.span('a').attributes).toEqual({ result: 3 });
  });

  it('does not ask for attributes of a result when the call failed', () => {
    const sdk = startSdk();
    let asked = 0;
    const spec = { name: 'a', resultAttributes: () => ({ asked: ++asked }) };
    expect(() =>
      runSpan(spec, () => {
        throw new Error('boom');
      }),
    ).toThrow('boom');
    expect(asked).toBe(0);
    expect(sdk.span('a').attributes).toEqual({});
  });

  it('returns the result and ends the span when asking for attributes fails', async () => {
    const sdk = startSdk();
    const log = recordDiag();
    const resultAttributes = (): never => {
      throw new Error('broken');
    };
    expect(runSpan<number>({ name: 'sync', resultAttributes }, () => 1)).toBe(1);
    await expect(runSpan({ name: 'async', resultAttributes }, () => Promise.resolve(2))).resolves.toBe(2);
    expect(sdk.spans()).toHaveLength(2);
    expect(log.errors).toHaveLength(2);
  });
});
