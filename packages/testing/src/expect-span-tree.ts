import { failure } from './failure.js';
import { firstDifference } from './first-difference.js';
import { formatSpanTree } from './format-span-tree.js';
import { quoteName } from './plain-text.js';
import { renderActual } from './render-actual.js';
import { renderPattern } from './render-pattern.js';
import { readPattern } from './span-pattern.js';
import type { SpanTreePattern } from './span-pattern.js';
import { finishedSpans, orphansOf, spanTree } from './span-tree.js';
import type { FinishedSpan, SpanSource } from './span-tree.js';
import { TreeMatch } from './tree-match.js';

/** How strictly a tree is compared with its pattern. */
export interface SpanTreeOptions {
  /**
   * Whether siblings have to have started in the order of the pattern. Default: false, as workers finish, and start, in
   * any order.
   */
  readonly ordered?: boolean | undefined;
  /**
   * Whether spans may be there that fit nothing in the pattern where they are, anywhere in the tree. Counts stay what
   * they are. Default: false.
   */
  readonly allowExtra?: boolean | undefined;
}

/** What can be expected of finished spans. Each fails with an `AssertionError`. */
export interface SpanTreeExpectation {
  /**
   * The spans are those of the pattern, below each other as there, and no others, unless `allowExtra` or a `...` in the
   * pattern says so.
   *
   * @throws TestingError `INVALID_PATTERN`
   */
  toMatch(pattern: SpanTreePattern, options?: SpanTreeOptions): void;
  /** There are spans, all of one trace, and no parent is missing. */
  toBeOneTrace(): void;
  /** There are spans, of one trace or several, and no parent is missing. */
  toBeComplete(): void;
}

/**
 * Expects something of finished spans: of an `inMemoryTrace()`, or an array of them.
 *
 * @throws TestingError `INVALID_ARGUMENT`
 */
export function expectSpanTree(source: SpanSource): SpanTreeExpectation {
  const spans = [...finishedSpans(source)];
  const roots = spanTree(spans);
  return {
    toMatch: function toMatch(pattern, { ordered = false, allowExtra = false } = {}) {
      const level = readPattern(pattern, allowExtra);
      const match = new TreeMatch(ordered);
      if (match.isMet(level, roots)) return;
      const expected = renderPattern(level, allowExtra);
      const actual = renderActual(match, level, roots);
      const message = [
        'The span tree is not as expected.',
        firstDifference(match, level, roots),
        `Expected${allowExtra ? ', among others' : ''}:\n${inMessage(expected)}`,
        `Actual:\n${inMessage(actual)}\n`,
      ].join('\n\n');
      throw failure({ message, expected, actual, operator: 'toMatch' }, toMatch);
    },
    toBeOneTrace: function toBeOneTrace() {
      requireParents(spans, toBeOneTrace);
      requireOneTrace(spans, toBeOneTrace);
    },
    toBeComplete: function toBeComplete() {
      requireParents(spans, toBeComplete);
    },
  };
}

function requireParents(spans: readonly FinishedSpan[], expectation: () => void): void {
  const { name: operator } = expectation;
  if (spans.length === 0) {
    const message = 'Expected finished spans, got none; is the trace among the span processors?';
    throw failure({ message, expected: 'spans', actual: 'none', operator }, expectation);
  }
  const orphans = orphansOf(spans).map(({ name }) => quoteName(name));
  if (orphans.length === 0) return;
  const message =
    `Expected the parent of each span to be there, got ${orphans.length} without: ` +
    `${[...new Set(orphans)].join(', ')}\n\nActual:\n${inMessage(formatSpanTree(spans))}\n`;
  throw failure({ message, expected: [], actual: orphans, operator }, expectation);
}

function requireOneTrace(spans: readonly FinishedSpan[], expectation: () => void): void {
  const count = new Set(spans.map((span) => span.spanContext().traceId)).size;
  if (count === 1) return;
  const message = `Expected the spans to be one trace, got ${count}\n\nActual:\n${inMessage(formatSpanTree(spans))}\n`;
  throw failure({ message, expected: 1, actual: count, operator: expectation.name }, expectation);
}

const MAX_LINES = 60;

// A diff of the whole is the test runner's.
function inMessage(text: string): string {
  const lines = text === '' ? ['(no spans)'] : text.split('\n');
  const rest = lines.length - MAX_LINES;
  const shown = rest > 0 ? [...lines.slice(0, MAX_LINES), `… ${rest} more lines`] : lines;
  return shown.map((line) => `  ${line}`).join('\n');
}
