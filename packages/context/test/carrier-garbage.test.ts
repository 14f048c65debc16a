import { diag } from '@opentelemetry/api';
import { ParallelContext, getSpanHierarchy } from '@threadspan/context';
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
  it('keeps the ends of a hierarchy that is too deep', () => {
    const hierarchy = Array.from({ length: 100_000 }, (_, i) => ({ name: `f${i}` }));
    const kept = ParallelContext.fromCarrier({ ...good, hierarchy }).spanHierarchy;
    expect(kept).toHaveLength(256);
    expect(kept[127]?.name).toBe('f127');
    expect(kept[128]).toEqual({ name: '… 99745 spans …', omitted: 99_745 });
    expect(kept[129]?.name).toBe('f99873');
    expect(kept.at(-1)?.name).toBe('f99999');
    expect(log.warnings).toEqual([expect.stringContaining('`hierarchy` is too deep')]);
  });

  it('adds what was left out before to what it leaves out', () => {
    const before = { name: '… 744 spans …', omitted: 744 };
    const hierarchy: object[] = Array.from({ length: 300 }, (_, i) => ({ name: `f${i}` }));
    hierarchy[150] = before;
    hierarchy[10] = before;
    const kept = ParallelContext.fromCarrier({ ...good, hierarchy }).spanHierarchy;
    expect(kept[10]).toEqual(before);
    expect(kept[128]).toEqual({ name: '… 788 spans …', omitted: 788 });
  });

  it.each([0, -1, 1.5, NaN, Infinity, 2 ** 60, '3', null, {}])(
    'believes no frame that says it stands for %p others',
    (omitted) => {
      const hierarchy: object[] = Array.from({ length: 300 }, () => ({ name: 'f' }));
      hierarchy[0] = hierarchy[150] = { name: 'odd', omitted };
      const kept = ParallelContext.fromCarrier({ ...good, hierarchy }).spanHierarchy;
      expect(kept[0]).toEqual({ name: 'odd' });
      expect(kept[128]?.omitted).toBe(45);
    },
  );

  it('keeps the ends of its texts', () => {
    const long = `start${'x'.repeat(8_000)}end`;
    const path = `/start/${'x'.repeat(8_000)}/${'n'.repeat(250)}.ts`;
    const ctx = ParallelContext.fromCarrier({
      version: 1,
      analysis: { phase: long, currentFile: path, currentFunction: long },
      hierarchy: [{ name: long, attributes: { long, short: 's' } }],
    });
    const cut = expect.stringMatching(/^start(x+)…\[7\d{3} characters\]…(x+)end$/) as string;
    expect(ctx.toCarrier()).toEqual({
      version: 1,
      propagation: {},
      analysis: {
        phase: cut,
        currentFile: expect.stringMatching(/^\/start\/x+…\[\d+ characters\]…x+\/n{250}\.ts$/) as string,
        currentFunction: cut,
      },
      hierarchy: [{ name: cut, attributes: { long: cut, short: 's' } }],
    });
    expect(log.warnings).toEqual([expect.stringContaining('a text of `analysis` is too long')]);
  });

  it('keeps whole the longest path there is, and the file name of a longer one', () => {
    const path = `/${'d'.repeat(4_000)}/${'n'.repeat(94)}`;
    const read = (currentFile: string) =>
      ParallelContext.fromCarrier({ ...good, analysis: { currentFile } }).analysisContext.currentFile;
    expect(read(path)).toBe(path);
    expect(log.warnings).toEqual([]);
    expect(read(`/d${path}`)).toMatch(/^\/d\/d+…\[\d+ characters\]…d+\/n{94}$/);
    expect(log.warnings).toHaveLength(1);
  });

  it('loses propagation fields beyond 8192 characters and after the 64th', () => {
    const fields = Array.from({ length: 1_000 }, (_, i) => [`x-${i}`, 'x'] as const);
    const propagation = {
      baggage: `k=${'x'.repeat(8_192)}`,
      ...good.propagation,
      ...Object.fromEntries(fields),
    };
    const ctx = ParallelContext.fromCarrier({ ...good, propagation });
    expect(ctx.toCarrier().propagation).toEqual(good.propagation);
    expect(log.warnings).toEqual([expect.stringContaining('more than 64 fields')]);
    expect(log.warnings[0]).toContain('or too long');
  });

  it('does not take long over arrays that are enormous and empty', () => {
    const hierarchy: object[] = [{ name: 'first', attributes: { list: new Array(2 ** 32 - 1) } }];
    hierarchy[2 ** 32 - 2] = { name: 'last' };
    const kept = ParallelContext.fromCarrier({ ...good, hierarchy }).spanHierarchy;
    expect(kept.map(({ name }) => name)).toEqual(['first', 'last']);
    expect(kept[0]?.attributes?.['list']).toHaveLength(32);
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

  it('cannot put a prototype under the accessors of the next hop', () => {
    const accessors: unknown = JSON.parse('{"__proto__":{"polluted":"yes"},"constructor":1,"toString":2}');
    const next = ParallelContext.fromCarrier({ ...good, accessors }).toCarrier().accessors;
    expect(Object.keys(next ?? {})).toEqual(['constructor', 'toString']);
    expect(Object.assign({}, next)).not.toHaveProperty('polluted');
  });

  it('does not pollute Object.prototype from baggage', () => {
    const propagation = { ...good.propagation, baggage: '__proto__=x,constructor=y' };
    expect(ParallelContext.fromCarrier({ ...good, propagation }).toCarrier().propagation).toEqual(
      propagation,
    );
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});
