import { ROOT_CONTEXT, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { getSpanHierarchy, withPhase, withSpan } from '@threadspan/context';
import { setRecordLevel } from '@threadspan/context/ports';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';
import { tracker } from './tracker';

const names = () => getSpanHierarchy().map(({ name }) => name);

afterEach(() => {
  setRecordLevel('debug');
  stopSdk();
});

describe('the recorded level', () => {
  it('leaves a more detailed span out of the trace and in the hierarchy', () => {
    const sdk = startSdk({ processors: [tracker] });
    setRecordLevel('info');
    withSpan('phase', () =>
      withSpan('file', { level: 'debug' }, () =>
        withSpan('warning', { level: 'warn' }, () => {
          expect(names()).toEqual(['phase', 'file', 'warning']);
        }),
      ),
    );
    expect(sdk.spans().map(({ name }) => name)).toEqual(['warning', 'phase']);
    expect(sdk.span('warning').parentSpanContext?.spanId).toBe(sdk.span('phase').spanContext().spanId);
  });

  it('shows no ids for a span that was never started', () => {
    startSdk();
    setRecordLevel('info');
    withSpan('phase', () =>
      withSpan('file', { level: 'debug', attributes: { n: 1 } }, () => {
        expect(getSpanHierarchy()).toEqual([
          expect.objectContaining({ name: 'phase', spanId: expect.any(String) as string }),
          { name: 'file', attributes: { n: 1 } },
        ]);
      }),
    );
  });

  it('keeps what is set on an unrecorded span off the span outside', () => {
    const sdk = startSdk();
    setRecordLevel('info');
    withSpan('phase', (phase) =>
      withSpan('file', { level: 'debug' }, (span) => {
        span.setAttribute('file.size', 1).setStatus({ code: SpanStatusCode.ERROR });
        span.end();
        expect(span.spanContext()).toEqual(phase.spanContext());
        expect(trace.getActiveSpan()).toBe(phase);
      }),
    );
    expect(sdk.span('phase').attributes).toEqual({});
    expect(sdk.span('phase').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('does not fail the span outside for an error that an unrecorded span let through and that was caught', () => {
    const sdk = startSdk();
    setRecordLevel('info');
    withSpan('phase', () => {
      try {
        withSpan('file', { level: 'debug' }, () => {
          throw new Error('boom');
        });
      } catch {
        // the user handles it
      }
    });
    expect(sdk.span('phase').status.code).toBe(SpanStatusCode.UNSET);
    expect(sdk.span('phase').events).toEqual([]);
  });

  it('puts recorded spans inside an unrecorded new root into traces of their own', () => {
    const sdk = startSdk({ processors: [tracker] });
    setRecordLevel('info');
    withSpan('outer', () =>
      withSpan('job', { level: 'debug', newRoot: true }, () =>
        withSpan('step', () => expect(names()).toEqual(['job', 'step'])),
      ),
    );
    expect(sdk.span('step').spanContext().traceId).not.toBe(sdk.span('outer').spanContext().traceId);
  });

  it('starts a new root also inside a frame that has no span around it', () => {
    startSdk({ processors: [tracker] });
    setRecordLevel('info');
    withSpan('file', { level: 'debug' }, () =>
      withSpan('job', { newRoot: true }, () => expect(names()).toEqual(['job'])),
    );
  });
});

describe("the user's own spans", () => {
  it('are part of the hierarchy, between ours', () => {
    startSdk({ processors: [tracker] });
    withSpan('outer', () =>
      trace.getTracer('user').startActiveSpan('own', { attributes: { mine: true } }, (span) => {
        withPhase('scoring', () =>
          withSpan('inner', () => {
            expect(names()).toEqual(['outer', 'own', 'inner']);
            expect(getSpanHierarchy()[1]?.attributes).toEqual({ mine: true });
          }),
        );
        expect(names()).toEqual(['outer', 'own']);
        span.end();
      }),
    );
  });

  it('are part of the hierarchy inside a span that is not recorded', () => {
    startSdk({ processors: [tracker] });
    setRecordLevel('info');
    withSpan('outer', () =>
      withSpan('file', { level: 'debug' }, () =>
        trace.getTracer('user').startActiveSpan('own', () => {
          expect(names()).toEqual(['outer', 'file', 'own']);
        }),
      ),
    );
  });

  it('that start a trace of their own start a hierarchy of their own', () => {
    startSdk({ processors: [tracker] });
    withSpan('outer', () =>
      trace.getTracer('user').startActiveSpan('own', { root: true }, () => {
        withSpan('inner', () => expect(names()).toEqual(['own', 'inner']));
      }),
    );
  });

  it('are not there without a tracker, and ours still are', () => {
    startSdk();
    withSpan('outer', () =>
      trace.getTracer('user').startActiveSpan('own', () =>
        withSpan('inner', () => {
          expect(names()).toEqual(['outer', 'inner']);
        }),
      ),
    );
  });

  it('count as parents of ours in the trace', () => {
    const sdk = startSdk({ processors: [tracker] });
    trace.getTracer('user').startActiveSpan('own', (span) => {
      withSpan('inner', () => undefined);
      span.end();
    });
    expect(sdk.span('inner').parentSpanContext?.spanId).toBe(sdk.span('own').spanContext().spanId);
  });

  it('leave the hierarchy with the context they are active in', () => {
    startSdk({ processors: [tracker] });
    const span = trace.getTracer('user').startSpan('own');
    context.with(trace.setSpan(ROOT_CONTEXT, span), () => expect(names()).toEqual(['own']));
    expect(names()).toEqual([]);
  });
});
