import { ProcessFile } from '@threadspan/decorators';

export interface FileMetrics {
  readonly path: string;
  readonly branches: number;
  readonly lines: number;
}

export class DebtScorer {
  @ProcessFile({ path: ([metrics]: [FileMetrics]) => metrics.path })
  scoreFile({ branches, lines }: FileMetrics): number {
    if (lines === 0) throw new RangeError('no lines to divide by');
    return Math.round((100 * branches) / lines);
  }
}

export const fileMetrics: readonly FileMetrics[] = [
  { path: 'src/parse.ts', branches: 12, lines: 120 },
  { path: 'src/empty.ts', branches: 0, lines: 0 },
  { path: 'src/score.ts', branches: 30, lines: 90 },
];
