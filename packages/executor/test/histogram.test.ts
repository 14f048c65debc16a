import fc from 'fast-check';
// Not public: workers can't be made to take given times.
import { HISTOGRAM_BYTES, Histogram } from '../dist/histogram.js';

const ERROR = 1 / 32;
const MIN_MS = 2 ** -14;
const MAX_MS = 2 ** 26;

const times = fc.array(fc.double({ min: MIN_MS, max: MAX_MS, noNaN: true }), {
  minLength: 1,
  maxLength: 300,
});
// Of all magnitudes alike; the one above has mostly long ones.
const magnitudes = fc.array(
  fc.double({ min: -14, max: 26, noNaN: true }).map((power) => 2 ** power),
  { minLength: 1, maxLength: 300 },
);

function recorded(durations: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const ms of durations) histogram.record(ms);
  return histogram;
}

describe('a histogram', () => {
  it('tells count, extremes, mean and percentiles within its error', () => {
    fc.assert(
      fc.property(fc.oneof(times, magnitudes), (durations) => {
        const sorted = [...durations].sort((one, other) => one - other);
        const ranked = (share: number) => sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1]!;
        const mean = sorted.reduce((sum, ms) => sum + ms / sorted.length, 0);
        const expected = [ranked(0), ranked(0.5), ranked(0.9), ranked(0.99), ranked(1), mean];
        const { count, min, p50, p90, p99, max, mean: estimate } = recorded(durations).summarize();
        expect(count).toBe(durations.length);
        [min, p50, p90, p99, max, estimate].forEach((figure, position) => {
          const exact = expected[position]!;
          // A double becomes a float on the way in, so one at the very edge of a bucket may be counted in the next.
          expect(Math.abs(figure - exact) / exact).toBeLessThanOrEqual(ERROR + 1e-6);
        });
        expect([min, p50, p90, p99, max].sort((one, other) => one - other)).toEqual([
          min,
          p50,
          p90,
          p99,
          max,
        ]);
      }),
    );
  });

  it('adds up to what one histogram of all would be', () => {
    fc.assert(
      fc.property(magnitudes, magnitudes, (some, others) => {
        const sum = recorded(some);
        sum.add(recorded(others));
        expect(sum.summarize()).toEqual(recorded([...some, ...others]).summarize());
      }),
    );
  });

  it('counts what is too short or too long for it as its shortest and longest', () => {
    for (const [ms, bound] of [
      [-1, MIN_MS],
      [0, MIN_MS],
      [1e-9, MIN_MS],
      [1e12, MAX_MS],
      [Infinity, MAX_MS],
    ] as const) {
      const { count, min, max } = recorded([ms]).summarize();
      expect({ count, max }).toEqual({ count: 1, max: min });
      expect(Math.abs(min - bound) / bound).toBeLessThanOrEqual(ERROR);
    }
  });

  it('is all zeros as long as nothing was recorded', () => {
    const none = { count: 0, min: 0, max: 0, mean: 0, p50: 0, p90: 0, p99: 0 };
    expect(new Histogram().summarize()).toEqual(none);
  });

  it('is seen by all who have its memory', () => {
    const memory = new SharedArrayBuffer(64 + HISTOGRAM_BYTES);
    const writer = new Histogram(memory, 64);
    const reader = new Histogram(memory, 64);
    writer.record(3);
    expect(reader.count).toBe(1);
    expect(reader.summarize()).toEqual(writer.summarize());
  });
});
