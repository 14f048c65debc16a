import { ParallelContext, withSpan } from '@threadspan/context';
import type { SpanFrame } from '@threadspan/context';

const LEFT_OUT = '… attributes left out';

/** A context inside `depth` spans, each with attributes of `size` characters, which JSON writes with six each. */
function heavy(depth: number, size: number): ParallelContext {
  const count = Math.ceil(size / 1_024);
  const text = '\u0001'.repeat(Math.floor(size / count) - 2);
  const attributes = Object.fromEntries(Array.from({ length: count }, (_, n) => [String(n + 10), text]));
  let ctx = ParallelContext.capture();
  for (let level = 1; level <= depth; level += 1) {
    ctx = ctx.run(() => withSpan(String(level), { attributes }, () => ParallelContext.capture()));
  }
  return ctx;
}

const isWhole = ({ attributes }: SpanFrame) => attributes !== undefined && !(LEFT_OUT in attributes);

describe('the attributes of a whole hierarchy', () => {
  it('are all there when they have room', () => {
    expect(heavy(64, 4_000).spanHierarchy.every(isWhole)).toBe(true);
  });

  it('are left out in the middle when they have not, and say so; the names stay', () => {
    const hierarchy = heavy(200, 8_192).spanHierarchy;
    expect(hierarchy.map(({ name }) => name)).toEqual(Array.from({ length: 200 }, (_, n) => String(n + 1)));
    const whole = hierarchy.flatMap((frame, position) => (isWhole(frame) ? [position] : []));
    const kept = Array.from({ length: 16 }, (_, n) => n);
    expect(whole).toEqual([...kept, ...kept.map((n) => n + 184)]);
    expect(hierarchy[100]?.attributes).toEqual({ [LEFT_OUT]: 8 });
  });

  it('are not cut again by further hops', () => {
    const first = heavy(200, 5_000).toCarrier();
    const second = ParallelContext.fromCarrier(structuredClone(first)).toCarrier();
    expect(second).toEqual(first);
  });

  it('are cut in a carrier that somebody else has made', () => {
    const attributes = { a: 'x'.repeat(1_000), b: 'x'.repeat(1_000), [LEFT_OUT]: 3 };
    const hierarchy = Array.from({ length: 256 }, () => ({ name: 'n', attributes }));
    const read = ParallelContext.fromCarrier({ version: 1, hierarchy }).spanHierarchy;
    expect(read[0]?.attributes).toEqual(attributes);
    expect(read[128]?.attributes).toEqual({ [LEFT_OUT]: 5 });
  });

  it('make a carrier of the worst size no larger than the README says', () => {
    const text = JSON.stringify(heavy(1_000, 8_192).toCarrier());
    expect(text.length).toBeGreaterThan(1_000_000);
    expect(text.length).toBeLessThan(9_000_000);
  });
});
