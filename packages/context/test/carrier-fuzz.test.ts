import {
  ParallelContext,
  getCurrentContext,
  withCurrentFile,
  withCurrentFunction,
  withPhase,
  withSpan,
} from '@threadspan/context';
import * as fc from 'fast-check';

const RUNS = { numRuns: 10_000 };

/** The most characters a carrier has as JSON, its accessors apart: what README says. */
const MAX_CARRIER = 9_000_000;

const kinds = {
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
};
const anything = fc.anything(kinds);
const part = fc.anything({ ...kinds, maxDepth: 1, maxKeys: 3 });

const field = fc.oneof(
  { weight: 9, arbitrary: part },
  { weight: 9, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.constant('x'.repeat(9_000)) },
);
const key = fc.oneof(
  fc.string(),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'toJSON'),
);
const text = fc.oneof({ weight: 9, arbitrary: fc.string({ unit: 'binary' }) }, fc.constant('🧵'.repeat(600)));
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const traceparent = fc.tuple(hex(32), hex(16)).map(([traceId, spanId]) => `00-${traceId}-${spanId}-01`);

const almost = fc.record(
  {
    version: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: part }),
    propagation: fc.oneof(
      part,
      fc.dictionary(key, field),
      fc.record(
        { traceparent: fc.oneof(field, traceparent), tracestate: field, baggage: field },
        { requiredKeys: [] },
      ),
    ),
    analysis: fc.oneof(
      part,
      fc.record({ phase: field, currentFile: field, currentFunction: field }, { requiredKeys: [] }),
    ),
    hierarchy: fc.oneof(
      part,
      fc.array(
        fc.record(
          {
            name: fc.oneof(fc.string(), field),
            attributes: fc.oneof(part, fc.dictionary(key, field)),
            traceId: fc.oneof(hex(32), field),
            spanId: fc.oneof(hex(16), field),
            omitted: fc.oneof(fc.integer(), field),
          },
          { requiredKeys: [] },
        ),
      ),
    ),
    accessors: fc.oneof(part, fc.dictionary(key, part)),
  },
  { requiredKeys: ['version'] },
);

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const attribute = fc.oneof(text, number, fc.boolean(), fc.array(text, { maxLength: 40 }), fc.array(number));
const spans = fc.array(fc.tuple(text, fc.dictionary(key, attribute, { maxKeys: 4 })), { maxLength: 3 });

/** Contexts that were captured somewhere inside of all there is. */
const captured = fc
  .record({
    baggage: fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { maxKeys: 5 }),
    traceparent: fc.option(traceparent),
    phase: text,
    path: text,
    name: text,
    spans,
  })
  .map(({ baggage, traceparent, phase, path, name, spans }) => {
    const members = Object.entries(baggage).map((entry) => entry.map(encodeURIComponent).join('='));
    const propagation = { baggage: members.join(','), ...(traceparent ? { traceparent } : {}) };
    const inside = spans.reduceRight<() => ParallelContext>(
      (fn, [name, attributes]) =>
        () =>
          withSpan(name, { attributes }, fn),
      () => ParallelContext.capture(),
    );
    return ParallelContext.fromCarrier({ version: 1, propagation }).run(() =>
      withPhase(phase, () => withCurrentFile(path, () => withCurrentFunction(name, inside))),
    );
  });

// To make a context is what takes long; where it is broken can be many places.
const json = fc.constantFrom(...fc.sample(captured, 500).map((ctx) => JSON.stringify(ctx.toCarrier())));
const anywhere = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** Puts another value in the place of one, or another text in the place of one key: what comes out is JSON still. */
const changed = fc.tuple(json, anywhere, fc.jsonValue()).map(([json, at, value]) => {
  const tokens = [...json.matchAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|\[\]|\{\}/g)];
  const token = tokens[Math.floor(at * tokens.length)]!;
  const end = token.index + token[0].length;
  const put = json[end] === ':' ? JSON.stringify(JSON.stringify(value)) : JSON.stringify(value);
  return json.slice(0, token.index) + put + json.slice(end);
});

/** Takes something away, up to all of the rest, and puts something else there. */
const broken = fc
  .tuple(
    json,
    anywhere,
    fc.oneof(fc.nat(20), fc.constant(Infinity)),
    fc.constantFrom('', '"', '{', ']', 'null', '1e999', '__proto__', '\\u0000', ',"a":', '-'),
  )
  .map(([json, at, gone, put]) => {
    const start = Math.floor(at * json.length);
    return json.slice(0, start) + put + json.slice(start + gone);
  });

function expectUsable(carrier: unknown): void {
  const ctx = ParallelContext.fromCarrier(carrier);
  expectPlain(ctx);
  const seen = ctx.run(() => getCurrentContext());
  if (seen !== ctx.analysisContext) throw new Error('the context is not the one that was carried');
  const json = sizedJson(ctx);
  // What has been read once is good: nothing is changed by the next hop.
  if (sizedJson(ParallelContext.fromCarrier(ctx.toCarrier())) !== json)
    throw new Error('the next hop differs');
}

function expectPlain({ analysisContext, spanHierarchy }: ParallelContext): void {
  const texts = [...Object.values(analysisContext), ...spanHierarchy.map(({ name }) => name)] as unknown[];
  const odd = texts.find((value) => typeof value !== 'string');
  if (odd !== undefined) throw new Error(`no text but a value of type ${typeof odd}`);
  for (const { attributes } of spanHierarchy) {
    if (attributes && Object.getPrototypeOf(attributes) !== Object.prototype)
      throw new Error('no plain object');
  }
}

function sizedJson(ctx: ParallelContext): string {
  const { accessors: _, ...carrier } = ctx.toCarrier();
  const json = JSON.stringify(carrier);
  if (json.length > MAX_CARRIER) throw new Error(`${json.length} characters are too many`);
  return json;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

const prototypeOf = () => Reflect.ownKeys(Object.prototype);
const untouched = prototypeOf();
afterEach(() => expect(prototypeOf()).toEqual(untouched));

describe('any carrier', () => {
  it('makes a usable context when it is nothing like one', () => {
    fc.assert(fc.property(anything, expectUsable), RUNS);
  });

  it('makes a usable context when it is nearly one', () => {
    fc.assert(fc.property(almost, expectUsable), RUNS);
  });

  it('comes home as it went, through JSON and through a thread', () => {
    fc.assert(
      fc.property(captured, (ctx) => {
        const carrier = ctx.toCarrier();
        const json = JSON.stringify(carrier);
        for (const copy of [JSON.parse(json) as unknown, structuredClone(carrier)]) {
          expectPlain(ParallelContext.fromCarrier(copy));
          const home = JSON.stringify(ParallelContext.fromCarrier(copy).toCarrier());
          if (home !== json) throw new Error(`expected ${json}, got ${home}`);
        }
      }),
      RUNS,
    );
  });

  it('makes a usable context when a value of its JSON was changed on the way', () => {
    fc.assert(
      fc.property(changed, (json) => expectUsable(JSON.parse(json))),
      RUNS,
    );
  });

  it('makes a usable context when its JSON was cut or torn on the way', () => {
    fc.assert(
      fc.property(broken, (json) => expectUsable(parsed(json))),
      RUNS,
    );
  });

  it('is bounded also where everything in it is as large as can be', () => {
    const long = '\u0000'.repeat(100_000);
    const attributes = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, i) => [`${i}`, long.slice(0, 1_000)]),
    );
    const fields = Array.from({ length: 1_000 }, (_, i) => [`x-${i}`, long.slice(0, 8_000)]);
    const ctx = ParallelContext.fromCarrier({
      version: 1,
      propagation: Object.fromEntries(fields) as object,
      analysis: { phase: long, currentFile: long, currentFunction: long },
      hierarchy: Array.from({ length: 10_000 }, () => ({ name: long, attributes })),
    });
    expect(sizedJson(ctx).length).toBeGreaterThan(3_000_000);
  });
});
