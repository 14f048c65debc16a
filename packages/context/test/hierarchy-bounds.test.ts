import {
  ParallelContext,
  getErrorContext,
  getSpanHierarchy,
  packError,
  unpackError,
  withSpan,
} from '@threadspan/context';
import type { SpanFrame } from '@threadspan/context';
import { runWorker } from './run-worker';

/** Calls `fn` inside `depth` spans called 1, 2, 3 and so on; one by one, because the stack has room for fewer. */
function nested<R>(depth: number, fn: () => R): R {
  let ctx = ParallelContext.capture();
  for (let level = 1; level <= depth; level += 1) {
    ctx = ctx.run(() => withSpan(String(level), () => ParallelContext.capture()));
  }
  return ctx.run(fn);
}

/** What the one frame says whose span has these attributes, or this name. */
function frameOf(attributes: object, name = 'a'): SpanFrame | undefined {
  return withSpan(name, { attributes: attributes as never }, () => getSpanHierarchy()[0]);
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

describe('a deep hierarchy', () => {
  it('is whole up to 256 spans', () => {
    expect(nested(256, getSpanHierarchy).map(({ name }) => name)).toEqual(numbers(1, 256));
  });

  it.each([257, 1_000, 100_000])('of %d spans is cut in the middle and says so', (depth) => {
    const omitted = depth - 255;
    const hierarchy = nested(depth, getSpanHierarchy);
    expect(hierarchy.map(({ name }) => name)).toEqual([
      ...numbers(1, 128),
      `… ${omitted} spans …`,
      ...numbers(depth - 126, depth),
    ]);
    expect(hierarchy.filter((frame) => frame.omitted !== undefined)).toEqual([
      { name: `… ${omitted} spans …`, omitted },
    ]);
  });

  it('is cut in what an error remembers', () => {
    const error = new Error('deep');
    try {
      nested(300, () => {
        throw error;
      });
    } catch {
      expect(getErrorContext(error)?.spanHierarchy[128]).toEqual({ name: '… 45 spans …', omitted: 45 });
    }
    expect.assertions(1);
  });

  it('says how much was cut of it in an error that has crossed two threads', () => {
    const error = new Error('deep');
    expect(() =>
      nested(300, () => {
        throw error;
      }),
    ).toThrow(error);
    const hop = (thrown: unknown) => unpackError(structuredClone(packError(thrown)));
    expect(getErrorContext(hop(hop(error)))).toEqual(getErrorContext(error));
    expect(getErrorContext(error)?.spanHierarchy[128]?.omitted).toBe(45);
  });

  it('counts all that was left out, over any number of hops', () => {
    let carrier: unknown = nested(1_000, () => ParallelContext.capture().toCarrier());
    for (let hop = 1; hop <= 5; hop += 1) {
      carrier = structuredClone(carrier);
      const next = ParallelContext.fromCarrier(carrier).run(() =>
        nested(100, () => ParallelContext.capture().toCarrier()),
      );
      expect(next.hierarchy).toHaveLength(256);
      expect(next.hierarchy[128]?.omitted).toBe(745 + hop * 100);
      expect(next.hierarchy[127]?.name).toBe('128');
      expect(next.hierarchy.at(-1)?.name).toBe('100');
      carrier = next;
    }
  });

  it('is cut the same way on real threads', async () => {
    const carrier = nested(400, () => ParallelContext.capture().toCarrier());
    const hops = await runWorker<{ names: string[] }[]>('hop.cjs', { carrier, hops: 3 });
    expect(hops.map(({ names }) => names.length)).toEqual([256, 256, 256]);
    expect(hops.map(({ names }) => names[128])).toEqual(['… 146 spans …', '… 147 spans …', '… 148 spans …']);
    expect(hops[2]?.names.slice(-3)).toEqual(['hop 3', 'hop 2', 'hop 1']);
  });
});

describe('a long text', () => {
  it('is whole up to 1024 characters', () => {
    const text = 'x'.repeat(1_024);
    expect(frameOf({ text, list: [text] }, text)).toEqual({ name: text, attributes: { text, list: [text] } });
  });

  it('is cut in the middle and says how much is gone', () => {
    const text = `start${'x'.repeat(10_000)}end`;
    const { name, attributes } = frameOf({ text, list: [text] }, text) ?? {};
    expect(name).toMatch(/^start(x+)…\[\d+ characters\]…(x+)end$/);
    expect(name?.length).toBeGreaterThan(1_000);
    expect(name?.length).toBeLessThanOrEqual(1_024);
    const [, gone] = /\[(\d+) characters\]/.exec(name ?? '') ?? [];
    expect(name?.replace(/…\[\d+ characters\]…/, '')).toHaveLength(text.length - Number(gone));
    expect(attributes).toEqual({ text: name, list: [name] });
  });

  it.each([
    ['', ''],
    ['x', ''],
    ['', 'x'],
    ['x', 'x'],
  ])('keeps whole emoji at both cuts, between %j and %j', (before, after) => {
    const { name } = frameOf({}, before + '🧵'.repeat(2_000) + after) ?? {};
    expect(name).toMatch(/^x?(🧵)+…\[\d+ characters\]…(🧵)+x?$/u);
    expect(() => encodeURIComponent(name ?? '')).not.toThrow();
  });
});

describe('large attributes', () => {
  it('keep arrays of 32 entries whole', () => {
    const list = Array.from({ length: 32 }, (_, index) => index);
    expect(frameOf({ list })?.attributes).toEqual({ list });
  });

  it('keep the ends of longer arrays, as texts', () => {
    const list = Array.from({ length: 1_000 }, (_, index) => (index === 1 ? null : index));
    expect(frameOf({ list })?.attributes?.['list']).toEqual([
      '0',
      null,
      ...numbers(2, 15),
      '… 969 entries …',
      ...numbers(985, 999),
    ]);
  });

  it('are 64 of them at most, and an entry with the number of the others', () => {
    const all = Object.fromEntries(numbers(1, 100).map((n) => [`k${n}`, 1]));
    const attributes = frameOf(all)?.attributes ?? {};
    expect(Object.keys(attributes)).toEqual([...numbers(1, 64).map((n) => `k${n}`), '… attributes left out']);
    expect(attributes['… attributes left out']).toBe(36);
  });

  it('leave out what goes beyond 8192 characters, and keep what has room', () => {
    const text = 'x'.repeat(1_000);
    const texts = Object.fromEntries(numbers(1, 20).map((n) => [`k${n}`, text]));
    expect(frameOf({ ...texts, small: 1 })?.attributes).toEqual({
      ...Object.fromEntries(numbers(1, 8).map((n) => [`k${n}`, text])),
      small: 1,
      '… attributes left out': 12,
    });
  });

  it('are not cut again by further hops', () => {
    const attributes = {
      text: 'x'.repeat(2_000),
      list: Array.from({ length: 100 }, () => 'entry'),
      ...Object.fromEntries(numbers(1, 100).map((n) => [`k${n}`, n])),
    };
    const first = withSpan('n'.repeat(3_000), { attributes }, () => ParallelContext.capture().toCarrier());
    const second = ParallelContext.fromCarrier(structuredClone(first)).toCarrier();
    expect(second).toEqual(first);
    expect(ParallelContext.fromCarrier(JSON.parse(JSON.stringify(second))).toCarrier()).toEqual(first);
  });

  it('change nothing on the span that is recorded, nor in the arrays of the user', () => {
    const list = Array.from({ length: 100 }, (_, index) => index);
    frameOf({ list });
    expect(list).toHaveLength(100);
    expect(list[50]).toBe(50);
  });
});
