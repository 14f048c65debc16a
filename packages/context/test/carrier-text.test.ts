import { ROOT_CONTEXT, context, propagation, trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ParallelContext, registerContextAccessor, withPhase, withSpan } from '@threadspan/context';
import { carrierText } from '@threadspan/context/ports';

const provider = new NodeTracerProvider();

beforeAll(() => provider.register());
afterAll(() => provider.shutdown());

/** What stands in the carrier, read from its text. */
function readText(): unknown {
  const captured = ParallelContext.capture();
  const text = carrierText(captured);
  expect(JSON.parse(text ?? '')).toEqual(JSON.parse(JSON.stringify(captured.toCarrier())));
  return JSON.parse(text ?? '');
}

describe('the text of a carrier', () => {
  it('says what the carrier says, outside of everything', () => {
    expect(readText()).toMatchObject({ analysis: {}, hierarchy: [] });
  });

  it('is the same text for what is captured twice at one place', () => {
    withPhase('parsing', () => {
      const [one, other] = [ParallelContext.capture(), ParallelContext.capture()];
      expect(carrierText(one)).toBe(carrierText(other));
    });
  });

  it('changes with the span, the baggage, the phase and what is open at the same place', () => {
    withPhase('parsing', () => {
      expect(readText()).toMatchObject({ analysis: { phase: 'parsing' } });
      const baggage = propagation.createBaggage({ tenant: { value: 'a b' } });
      context.with(propagation.setBaggage(context.active(), baggage), () => {
        expect(readText()).toMatchObject({ propagation: { baggage: expect.stringContaining('tenant') } });
      });
      provider.getTracer('test').startActiveSpan('foreign', (span) => {
        expect(readText()).toMatchObject({
          propagation: { traceparent: expect.stringContaining(span.spanContext().spanId) },
        });
        span.end();
      });
      withSpan('inner', { attributes: { round: 1 } }, (span) => {
        readText();
        span.setAttribute('round', 2);
        expect(readText()).toMatchObject({ hierarchy: [{ name: 'inner', attributes: { round: 2 } }] });
      });
      expect(readText()).toMatchObject({ analysis: { phase: 'parsing' }, hierarchy: [] });
    });
  });

  it('has what is too long cut as the carrier has', () => {
    withPhase('p'.repeat(5_000), () => expect(JSON.stringify(readText()).length).toBeLessThan(2_000));
    const deep = (level: number): void =>
      level === 0 ? void readText() : withSpan(`level ${level}`, () => deep(level - 1));
    deep(300);
    const wide = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`key${at}`, 'x'.repeat(120)]));
    const large = (level: number): void =>
      level === 0 ? void readText() : withSpan('large', { attributes: wide }, () => large(level - 1));
    large(50);
  });

  it('is not there where an accessor has a value, which need not fit into JSON', () => {
    const remove = registerContextAccessor({
      key: 'when',
      get: () => new Date(0),
      run: (_value, fn) => fn(),
    });
    expect(carrierText(ParallelContext.capture())).toBeUndefined();
    remove();
    expect(carrierText(ParallelContext.capture())).toBeDefined();
  });

  it('carries no span where none is active', () => {
    context.with(trace.deleteSpan(ROOT_CONTEXT), () => expect(readText()).toMatchObject({ propagation: {} }));
  });
});
