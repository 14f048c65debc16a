import { readFileSync } from 'node:fs';
import { AnalysisPhase } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';

export interface Limits {
  readonly branches: number;
}

export interface FileMetrics {
  readonly path: string;
  readonly branches: number;
}

export class ComplexityAnalyzer {
  constructor(private readonly limits: Limits) {}

  @ProcessFile({ phase: AnalysisPhase.Parsing }) // the first argument is the path
  analyze(path: string): FileMetrics {
    const text = readFileSync(path, 'utf8');
    return { path, branches: text.match(/\b(if|for|while|case|catch)\b/g)?.length ?? 0 };
  }

  @WithParallelContext({ phase: AnalysisPhase.DebtScoring })
  score(metrics: FileMetrics, importance: ReadonlyMap<string, number>): { path: string; debt: number }[] {
    const excess = metrics.branches - this.limits.branches;
    return excess > 0 ? [{ path: metrics.path, debt: excess * (importance.get(metrics.path) ?? 1) }] : [];
  }
}
