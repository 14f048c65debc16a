import type { ErrorEnvelope } from '@threadspan/context';
import type { Results } from '../protocol.js';

type Each = readonly [offset: number, values: readonly unknown[]];

/** Outcomes of items, until they are sent. */
export class ResultBatch {
  readonly each: Each[];
  readonly many: Each[];
  readonly failures: (readonly [offset: number, error: ErrorEnvelope])[];

  constructor(parts: Partial<Pick<Results, 'each' | 'many' | 'failures'>> = {}) {
    this.each = [...(parts.each ?? [])];
    this.many = [...(parts.many ?? [])];
    this.failures = [...(parts.failures ?? [])];
  }

  get count(): number {
    return (
      this.many.length + this.failures.length + this.each.reduce((sum, [, values]) => sum + values.length, 0)
    );
  }

  /** Two batches with half of the outcomes each. */
  halves(): readonly [ResultBatch, ResultBatch] {
    const parts = this.each.length + this.many.length + this.failures.length;
    if (parts === 1 && this.each[0]) {
      const [offset, values] = this.each[0];
      const middle = Math.ceil(values.length / 2);
      return [
        new ResultBatch({ each: [[offset, values.slice(0, middle)]] }),
        new ResultBatch({ each: [[offset + middle, values.slice(middle)]] }),
      ];
    }
    const [each, otherEach] = halve(this.each);
    const [many, otherMany] = halve(this.many);
    const [failures, otherFailures] = halve(this.failures);
    // An odd one of each kind must not leave one half empty.
    if (otherEach.length + otherMany.length + otherFailures.length > 0)
      return [
        new ResultBatch({ each, many, failures }),
        new ResultBatch({ each: otherEach, many: otherMany, failures: otherFailures }),
      ];
    return [new ResultBatch({ each }), new ResultBatch({ many, failures })].sort(
      (one, other) => other.count - one.count,
    ) as [ResultBatch, ResultBatch];
  }
}

function halve<T>(list: readonly T[]): readonly [T[], T[]] {
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)];
}
