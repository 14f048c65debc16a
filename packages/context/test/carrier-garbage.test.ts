import { diag } from '@opentelemetry/api';
import { ParallelContext, getCurrentContext, getSpanHierarchy } from '@threadspan/context';
import * as fc from 'fast-check';
import { recordDiag } from '../../../tools/jest/support/diag-log';

let log: ReturnType<typeof recordDiag>;

beforeEach(() => {
  log = recordDiag();
});

afterEach(() => diag.disable());

const good = {
  version: 1,
  propagation: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
  analysis: { phase: 'parsing', currentFile: 'a.ts' },
  hierarchy: [{ name: 'root' }, { name: 'leaf', attributes: { n: 1 } }],
};

function expectEmpty(ctx: ParallelContext): void {
  expect(ctx.analysisContext).toEqual({});
  expect(ctx.spanHierarchy).toEqual([]);
  expect(ctx.spanContext).toBeUndefined();
}

describe('a carrier that is garbage as a whole', () => {
  const getter = {
    get version(): number {
      throw new Error('no version');
    },
  };
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'carrier'],
    ['a number', 1],
    ['an array', [good]],
    ['a function', () => good],
    ['an empty object', {}],
    ['a future version', { ...good, version: 2 }],
    ['a version that is text', { ...good, version: '1' }],
    ['a getter that throws', getter],
    ['a revoked proxy', revoked],
  ])('%s gives an empty context and one warning', (_what, carrier) => {
    expectEmpty(ParallelContext.fromCarrier(carrier));
    expect(log.warnings).toHaveLength(1);
  });

  it('says which version it does not know', () => {
    ParallelContext.fromCarrier({ ...good, version: 2 });
    expect(log.warnings[0]).toContain('unknown version 2');
  });
});

describe('a carrier with some garbage in it', () => {
  it('gives no warning when nothing is wrong', () => {
    ParallelContext.fromCarrier(good);
    ParallelContext.fromCarrier({ version: 1 });
    expect(log.warnings).toEqual([]);
  });

  it.each([
    ['propagation', { ...good, propagation: 'x' }, { spanContext: undefined }],
    ['propagation', { ...good, propagation: { traceparent: 5 } }, { spanContext: undefined }],
    ['analysis', { ...good, analysis: [] }, { analysisContext: {} }],
    [
      'phase',
      { ...good, analysis: { phase: 3, currentFile: 'a.ts' } },
      { analysisContext: { currentFile: 'a.ts' } },
    ],
    ['hierarchy', { ...good, hierarchy: {} }, { spanHierarchy: [] }],
    [
      'hierarchy',
      { ...good, hierarchy: [null, { name: 5 }, { name: 'ok' }] },
      { spanHierarchy: [{ name: 'ok' }] },
    ],
    ['accessors', { ...good, accessors: 1 }, { spanHierarchy: good.hierarchy }],
  ])('in `%s` keeps the rest and warns once', (part, carrier, expected) => {
    const ctx = ParallelContext.fromCarrier(carrier);
    const { analysisContext, spanHierarchy, spanContext } = ctx;
    expect({
      analysisContext,
      spanHierarchy: spanHierarchy.map(({ name, attributes }) =>
        attributes ? { name, attributes } : { name },
      ),
      spanContext,
    }).toEqual({
      analysisContext: good.analysis,
      spanHierarchy: good.hierarchy,
      spanContext: expect.objectContaining({ spanId: 'b'.repeat(16) }) as unknown,
      ...expected,
    });
    expect(log.warnings).toEqual([expect.stringContaining(`\`${part}\``)]);
  });

  it.each([
    ['no hex', `00-${'z'.repeat(32)}-${'b'.repeat(16)}-01`],
    ['all zeros', `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`],
    ['the forbidden version', `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`],
    ['too short', '00-a-b-01'],
    ['empty', ''],
  ])('has no parent span when its traceparent is %s', (_what, traceparent) => {
    expect(
      ParallelContext.fromCarrier({ ...good, propagation: { traceparent } }).spanContext,
    ).toBeUndefined();
  });

  it('drops attributes that are none', () => {
    const attributes = { ok: 'yes', nested: {}, big: 1n, list: [{}], good: [1, null] };
    const [frame] = ParallelContext.fromCarrier({
      ...good,
      hierarchy: [{ name: 'a', attributes }],
    }).spanHierarchy;
    expect(frame?.attributes).toEqual({ ok: 'yes', good: [1, null] });
  });

  it('drops ids that are none', () => {
    const hierarchy = [{ name: 'a', traceId: 'A'.repeat(32), spanId: 7 }];
    expect(ParallelContext.fromCarrier({ ...good, hierarchy }).spanHierarchy).toEqual([{ name: 'a' }]);
  });

  it('drops baggage that is not percent-encoded', () => {
    const propagation = { baggage: 'bad=%zz,good=1,=none,alone' };
    expect(ParallelContext.fromCarrier({ ...good, propagation }).toCarrier().propagation).toEqual({
      baggage: 'good=1',
    });
  });
});

describe('an oversized carrier', () => {
  it('keeps the innermost 256 frames', () => {
    const hierarchy = Array.from({ length: 100_000 }, (_, i) => ({ name: `f${i}` }));
    const kept = ParallelContext.fromCarrier({ ...good, hierarchy }).spanHierarchy;
    expect(kept).toHaveLength(256);
    expect(kept.at(-1)?.name).toBe('f99999');
    expect(log.warnings).toHaveLength(1);
  });

  it('drops texts beyond 8192 characters', () => {
    const long = 'x'.repeat(8_193);
    const ctx = ParallelContext.fromCarrier({
      version: 1,
      propagation: { baggage: `k=${long}` },
      analysis: { phase: long, currentFile: 'a.ts' },
      hierarchy: [{ name: long }, { name: 'ok', attributes: { long, short: 's' } }],
    });
    expect(ctx.toCarrier()).toEqual({
      version: 1,
      propagation: {},
      analysis: { currentFile: 'a.ts' },
      hierarchy: [{ name: 'ok', attributes: { short: 's' } }],
    });
  });

  it('keeps at most 64 entries of baggage', () => {
    const baggage = Array.from({ length: 100 }, (_, i) => `k${i}=1`).join(',');
    const carried = ParallelContext.fromCarrier({ ...good, propagation: { baggage } }).toCarrier()
      .propagation;
    expect(carried['baggage']?.split(',')).toHaveLength(64);
  });
});

describe('a hostile carrier', () => {
  const polluting = '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},';

  it('does not pollute Object.prototype from any of its parts', () => {
    const part = `${polluting}"ok":"1"}`;
    const carrier: unknown = JSON.parse(
      `${polluting}"version":1,"propagation":${part},"analysis":${part},"accessors":${part},` +
        `"hierarchy":[{"name":"a","attributes":${polluting}"ok":1,"__proto__":"text"}}]}`,
    );
    const ctx = ParallelContext.fromCarrier(carrier);
    ctx.run(() => {
      expect(getSpanHierarchy()).toEqual([{ name: 'a', attributes: { ok: 1 } }]);
    });
    ctx.toCarrier();
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(ctx.spanHierarchy[0]?.attributes)).toBe(Object.prototype);
  });

  it('does not pollute Object.prototype from baggage', () => {
    const propagation = { ...good.propagation, baggage: '__proto__=x,constructor=y' };
    expect(ParallelContext.fromCarrier({ ...good, propagation }).toCarrier().propagation).toEqual(
      propagation,
    );
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});

describe('any value at all', () => {
  const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
  const field = fc.oneof(anything, fc.string());
  const almost = fc.record(
    {
      version: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: anything }),
      propagation: fc.oneof(
        anything,
        fc.record({ traceparent: field, tracestate: field, baggage: field }, { requiredKeys: [] }),
      ),
      analysis: fc.oneof(
        anything,
        fc.record({ phase: field, currentFile: field, currentFunction: field }, { requiredKeys: [] }),
      ),
      hierarchy: fc.oneof(
        anything,
        fc.array(
          fc.record(
            { name: field, attributes: anything, traceId: field, spanId: field },
            { requiredKeys: [] },
          ),
        ),
      ),
      accessors: anything,
    },
    { requiredKeys: ['version'] },
  );

  it.each([
    ['nothing like a carrier', anything],
    ['nearly a carrier', almost],
  ])('makes a usable context, never throws and changes no prototype: %s', (_what, arbitrary) => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    fc.assert(
      fc.property(arbitrary, (carrier) => {
        const ctx = ParallelContext.fromCarrier(carrier);
        expect(ctx.run(() => getCurrentContext())).toEqual(ctx.analysisContext);
        for (const text of Object.values(ctx.analysisContext)) expect(typeof text).toBe('string');
        for (const { name } of ctx.spanHierarchy) expect(typeof name).toBe('string');
        const again = ParallelContext.fromCarrier(ctx.toCarrier());
        expect(again.analysisContext).toEqual(ctx.analysisContext);
        expect(again.spanHierarchy).toEqual(ctx.spanHierarchy);
        expect(again.spanContext?.spanId).toBe(ctx.spanContext?.spanId);
      }),
      { numRuns: 500 },
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });
});
