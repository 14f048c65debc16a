import { buildCallGraph } from '../dist/call-graph.js';
import { scoreFile } from '../dist/score.js';
import type { FileMetrics } from '../src/metrics/file-metrics.js';
import type { FunctionMetrics } from '../src/metrics/function-metrics.js';
import type { DebtItem } from '../src/score.js';

const atTheLimits: FunctionMetrics = {
  name: 'f',
  line: 3,
  column: 1,
  cyclomatic: 10,
  cognitive: 15,
  length: 60,
  nesting: 4,
  parameters: 5,
  calls: [],
};

function file(functions: FunctionMetrics[], rest: Partial<FileMetrics> = {}): FileMetrics {
  return { path: 'a.js', lines: 100, functions, markers: [], topLevelCalls: [], ...rest };
}

/** A file in which `count` functions call `f`. */
function callersOfF(count: number): FileMetrics {
  const functions = Array.from({ length: count }, (_, i) => ({
    ...atTheLimits,
    name: `g${i}`,
    calls: ['f'],
  }));
  return file(functions, { path: 'g.js' });
}

function score(metrics: FileMetrics, others: FileMetrics[] = []): DebtItem[] {
  return scoreFile(metrics, buildCallGraph([metrics, ...others]));
}

describe('scoreFile', () => {
  it('lists nothing that is within the limits', () => {
    expect(score(file([atTheLimits]), [callersOfF(100)])).toEqual([]);
  });

  it.each([
    ['cyclomatic', 13, 1, 3],
    ['cognitive', 16, 1, 1],
    ['length', 125, 0.1, 6.5],
    ['nesting', 6, 3, 6],
    ['parameters', 7, 2, 4],
  ] as const)('gives points for %s over the limit', (metric, value, weight, points) => {
    expect(score(file([{ ...atTheLimits, [metric]: value }]))).toEqual([
      { path: 'a.js', line: 3, name: 'f', score: points, reasons: [{ metric, value, weight, points }] },
    ]);
  });

  it('adds up the points of all reasons, rounded to two decimals', () => {
    const [item] = score(file([{ ...atTheLimits, cyclomatic: 11, length: 61, nesting: 5 }]));
    expect(item).toMatchObject({ score: 4.1, reasons: [{ points: 1 }, { points: 0.1 }, { points: 3 }] });
  });

  it('amplifies debt that many depend on, up to a cap', () => {
    const debt = file([{ ...atTheLimits, cyclomatic: 20 }]);
    const fanInPoints = (callers: number) =>
      score(debt, [callersOfF(callers)])[0]!.reasons.find(({ metric }) => metric === 'fanIn')?.points;
    expect([5, 6, 15, 30, 1_000].map(fanInPoints)).toEqual([undefined, 0.2, 2, 5, 5]);
  });

  it('shares callers among functions of one name', () => {
    const debt = { ...atTheLimits, cyclomatic: 20 };
    const [item] = score(file([debt, { ...debt, line: 9 }]), [callersOfF(21)]);
    expect(item!.reasons.at(-1)).toEqual({ metric: 'fanIn', value: 10, weight: 0.02, points: 1 });
  });

  it('lists the markers of a file as one item', () => {
    const marker = { line: 7, column: 1, text: '' };
    const markers = (['TODO', 'FIXME', 'TODO', 'HACK', 'TODO'] as const).map((kind) => ({ kind, ...marker }));
    expect(score(file([], { markers }))).toEqual([
      {
        path: 'a.js',
        line: 1,
        name: '<file>',
        score: 5,
        reasons: [
          { metric: 'FIXME', value: 1, weight: 2, points: 2 },
          { metric: 'HACK', value: 1, weight: 1.5, points: 1.5 },
          { metric: 'TODO', value: 3, weight: 0.5, points: 1.5 },
        ],
      },
    ]);
  });
});
