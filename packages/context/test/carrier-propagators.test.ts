import { ROOT_CONTEXT, createTraceState, diag, propagation, trace } from '@opentelemetry/api';
import type { Context, TextMapPropagator } from '@opentelemetry/api';
import { ParallelContext } from '@threadspan/context';
import * as fc from 'fast-check';
import { recordDiag } from '../../../tools/jest/support/diag-log';

let log: ReturnType<typeof recordDiag>;

beforeEach(() => {
  log = recordDiag();
});

afterEach(() => {
  propagation.disable();
  diag.disable();
});

const traceId = 'a'.repeat(32);
const spanId = 'b'.repeat(16);
const traceparent = `00-${traceId}-${spanId}-01`;

const remote = (spanContext: object): Context =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1, ...spanContext });

/** A context with a span and baggage, made before any propagator is installed. */
const captured = () =>
  ParallelContext.fromCarrier({ version: 1, propagation: { traceparent, baggage: 'tenant=acme' } });

function install(propagator: Partial<TextMapPropagator>): void {
  propagation.setGlobalPropagator({
    inject: () => undefined,
    extract: (context) => context,
    fields: () => [],
    ...propagator,
  });
}

/** One header for a span, in a form of its own, as B3 has it; it knows nothing of baggage. */
const singleHeader = (header: string): TextMapPropagator => ({
  inject(context, carrier, setter) {
    const span = trace.getSpanContext(context);
    if (span) setter.set(carrier, header, `${span.traceId}-${span.spanId}-${span.traceFlags}`);
  },
  extract(context, carrier, getter) {
    const [traceId, spanId, flags] = String(getter.get(carrier, header) ?? '').split('-');
    if (!traceId || !spanId) return context;
    return trace.setSpanContext(context, { traceId, spanId, traceFlags: Number(flags), isRemote: true });
  },
  fields: () => [header],
});

const composite = (...all: TextMapPropagator[]): TextMapPropagator => ({
  inject: (context, carrier, setter) => all.forEach((one) => one.inject(context, carrier, setter)),
  extract: (context, carrier, getter) => all.reduce((so, one) => one.extract(so, carrier, getter), context),
  fields: () => all.flatMap((one) => one.fields()),
});

describe.each([
  ['with a header of its own', singleHeader('x-acme-trace')],
  ['composed of two that write no traceparent', composite(singleHeader('b3'), singleHeader('x-acme-trace'))],
])('a global propagator %s', (_what, propagator) => {
  it('has its fields in the carrier, beside those of the W3C', () => {
    const ctx = captured();
    propagation.setGlobalPropagator(propagator);
    expect(ctx.toCarrier().propagation).toEqual({
      ...Object.fromEntries(propagator.fields().map((header) => [header, `${traceId}-${spanId}-1`])),
      traceparent,
      baggage: 'tenant=acme',
    });
  });

  it('is asked on the other side first', () => {
    const carrier = captured().toCarrier();
    propagation.setGlobalPropagator(propagator);
    const other = 'c'.repeat(16);
    const own = Object.fromEntries(propagator.fields().map((header) => [header, `${traceId}-${other}-1`]));
    const ctx = ParallelContext.fromCarrier({
      ...carrier,
      propagation: { ...carrier.propagation, ...own },
    });
    expect(ctx.spanContext?.spanId).toBe(other);
    expect(ctx.toCarrier().propagation['baggage']).toBe('tenant=acme');
  });

  it('may be missing on the other side', () => {
    const ctx = captured();
    propagation.setGlobalPropagator(propagator);
    const carrier = structuredClone(ctx.toCarrier());
    propagation.disable();
    const home = ParallelContext.fromCarrier(carrier);
    expect(home.spanContext).toMatchObject({ traceId, spanId, traceFlags: 1 });
    expect(home.toCarrier().propagation).toEqual(captured().toCarrier().propagation);
  });

  it('may be there on the other side alone', () => {
    const carrier = captured().toCarrier();
    propagation.setGlobalPropagator(propagator);
    expect(ParallelContext.fromCarrier(carrier).spanContext).toMatchObject({ traceId, spanId });
  });
});

describe('a global propagator that fails', () => {
  const fails = () => {
    throw new Error('broken');
  };

  it('in inject() or extract() is reported, and the context travels without it', () => {
    const ctx = captured();
    install({ inject: fails, extract: fails });
    const home = ParallelContext.fromCarrier(ctx.toCarrier());
    expect(home.spanContext).toMatchObject({ traceId, spanId });
    expect(home.toCarrier().propagation).toEqual({ traceparent, baggage: 'tenant=acme' });
    expect(new Set(log.errors)).toEqual(
      new Set([
        expect.stringContaining('failed in inject()'),
        expect.stringContaining('failed in extract()'),
      ]),
    );
  });

  it.each([
    ['undefined', undefined],
    ['an object that is no context', {}],
    ['a promise', Promise.resolve(ROOT_CONTEXT)],
    ['a span that is none', remote({ traceId: 'none', spanId: 7 })],
  ])('by extracting %s keeps nobody from reading the rest', (_what, extracted) => {
    const carrier = captured().toCarrier();
    install({ extract: () => extracted as Context });
    const ctx = ParallelContext.fromCarrier({ ...carrier, analysis: { phase: 'parsing' } });
    expect(ctx.spanContext).toMatchObject({ traceId, spanId });
    expect(ctx.analysisContext).toEqual({ phase: 'parsing' });
    expect(ctx.toCarrier().propagation['baggage']).toBe('tenant=acme');
  });

  it.each([
    ['no flags', { traceFlags: undefined }, { traceparent: `00-${traceId}-${spanId}-00` }],
    ['flags beyond a byte', { traceFlags: 0x1_01 }, { traceparent }],
    ['a trace state', { traceState: createTraceState('a=1') }, { traceparent, tracestate: 'a=1' }],
    ['a trace state that is none', { traceState: 'a=1' }, { traceparent }],
  ])('by extracting a span with %s still gives a carrier', (_what, odd, expected) => {
    install({ extract: () => remote(odd) });
    expect(ParallelContext.fromCarrier({ version: 1 }).toCarrier().propagation).toEqual(expected);
  });

  it('by injecting what is no text loses that, with one warning', () => {
    const ctx = captured();
    install({
      inject(_context, carrier) {
        Object.assign(carrier as object, { traceparent: 7, nested: { a: 1 }, fn: () => 1, fine: 'yes' });
      },
    });
    expect(ctx.toCarrier().propagation).toEqual({ fine: 'yes', traceparent, baggage: 'tenant=acme' });
    expect(log.warnings).toEqual([expect.stringContaining('no text, or too long')]);
  });

  it('by injecting too much loses that, with one warning', () => {
    const ctx = captured();
    install({
      inject(_context, carrier, setter) {
        setter.set(carrier, 'long', 'x'.repeat(10_000));
        for (let i = 0; i < 1_000; i += 1) setter.set(carrier, `x-${i}`, 'x');
      },
    });
    const fields = ctx.toCarrier().propagation;
    expect(Object.keys(fields)).toHaveLength(63 + 2);
    expect(fields).toMatchObject({ 'x-62': 'x', traceparent });
    expect(log.warnings).toEqual([expect.stringContaining('more than 64 fields')]);
  });

  it('by injecting a prototype changes none', () => {
    const ctx = captured();
    const polluting: unknown = JSON.parse('{"__proto__":"text","constructor":"text","ok":"yes"}');
    install({
      inject(_context, carrier, setter) {
        setter.set(carrier, '__proto__', { polluted: 'yes' } as never);
        for (const [key, value] of Object.entries(polluting as object)) {
          Object.defineProperty(carrier, key, { value: value as unknown, enumerable: true });
        }
      },
      extract(context, carrier, getter) {
        for (const key of getter.keys(carrier)) getter.get(carrier, key);
        return context;
      },
    });
    const carrier = ctx.toCarrier();
    expect(Object.keys(carrier.propagation)).toEqual(['constructor', 'ok', 'traceparent', 'baggage']);
    expect(Object.getPrototypeOf(carrier.propagation)).toBe(Object.prototype);
    const copy: unknown = JSON.parse(JSON.stringify(carrier).replace('"ok"', '"__proto__"'));
    expect(ParallelContext.fromCarrier(copy).spanContext).toMatchObject({ traceId, spanId });
    expect({}).not.toHaveProperty('polluted');
  });

  it('by injecting anything at all still gives a carrier that can be cloned', () => {
    const ctx = captured();
    const key = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'traceparent', 'baggage', 'toJSON'));
    const value = fc.oneof(fc.anything(), fc.string(), fc.constant(fails), fc.constant(Symbol('s')));
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value)), (entries) => {
        install({
          inject: (_context, carrier, setter) =>
            entries.forEach(([key, value]) => setter.set(carrier, key, value as string)),
        });
        const { propagation: fields } = structuredClone(ctx.toCarrier());
        for (const text of Object.values(fields)) expect(typeof text).toBe('string');
        propagation.disable();
      }),
      { numRuns: 10_000 },
    );
  });
});
