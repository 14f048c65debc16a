/**
 * How long things took, in ms. The figures are estimates within 1/32 (3.2 %) of what they stand for, from 61 ns to
 * 18 hours; what took less or more counts as that. `count` is exact. All are 0 when there is nothing to tell of.
 */
export interface HistogramSummary {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Half of them took no longer. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

// A float's bits, as a whole number, count up through its mantissa and then its exponent: the upper bits number
// buckets of which each octave has sixteen.
const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);
const SUB_BUCKET_BITS = 4;
const MANTISSA_BITS = 23;
const SHIFT = MANTISSA_BITS - SUB_BUCKET_BITS;

const MIN_MS = 2 ** -14;
const MAX_MS = 2 ** 26;
const FIRST = keyOf(MIN_MS);
const BUCKETS = keyOf(MAX_MS) - FIRST + 1;

/** Bytes of memory that a histogram's counts take; they have to be aligned to 8. */
export const HISTOGRAM_BYTES = BUCKETS * Float64Array.BYTES_PER_ELEMENT;

/**
 * Counts durations in buckets of logarithmic size. It lives in plain memory, which one thread may write while
 * others read it, and which is still there when its writer is not.
 */
export class Histogram {
  // Doubles, because a worker may count millions a second for days.
  readonly #counts: Float64Array;

  /** @param counts memory of `HISTOGRAM_BYTES`, which may be shared */
  constructor(counts: ArrayBufferLike = new ArrayBuffer(HISTOGRAM_BYTES), byteOffset = 0) {
    this.#counts = new Float64Array(counts, byteOffset, BUCKETS);
  }

  /** How many durations it has counted. */
  get count(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  /** Counts a duration. */
  record(ms: number): void {
    this.#counts[keyOf(Math.min(Math.max(ms, MIN_MS), MAX_MS)) - FIRST]! += 1;
  }

  /** Adds all that `other` has counted. */
  add(other: Histogram): void {
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) this.#counts[bucket]! += other.#counts[bucket]!;
  }

  /** All figures are of the same moment. */
  summarize(): HistogramSummary {
    // Of a copy, so that all figures are of the same moment though a worker goes on counting.
    const counts = this.#counts.slice();
    let count = 0;
    let sum = 0;
    counts.forEach((times, bucket) => {
      count += times;
      sum += times * middleOf(bucket);
    });
    /** The duration that `share` of all did not exceed, by nearest rank. */
    const percentile = (share: number): number => {
      const rank = Math.max(1, Math.ceil(share * count));
      let seen = 0;
      const bucket = counts.findIndex((times) => (seen += times) >= rank);
      return bucket < 0 ? 0 : middleOf(bucket);
    };
    return {
      count,
      min: percentile(0),
      max: percentile(1),
      mean: count === 0 ? 0 : sum / count,
      p50: percentile(0.5),
      p90: percentile(0.9),
      p99: percentile(0.99),
    };
  }
}

function keyOf(ms: number): number {
  float[0] = ms;
  return bits[0]! >>> SHIFT;
}

function middleOf(bucket: number): number {
  const lower = lowerBound(bucket);
  return (lower + lowerBound(bucket + 1)) / 2;
}

function lowerBound(bucket: number): number {
  bits[0] = (bucket + FIRST) << SHIFT;
  return float[0]!;
}
