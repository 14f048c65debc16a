import { isMainThread } from 'node:worker_threads';
import { AnalysisPhase, getCurrentContext, getSpanHierarchy } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';

export class Analyzer {
  @WithParallelContext({ span: 'debt_scoring', phase: AnalysisPhase.DebtScoring })
  score(paths: readonly string[]) {
    return paths.map((path) => this.analyze(path));
  }

  @ProcessFile()
  analyze(path: string) {
    if (path === 'src/broken.ts') throw new RangeError('unexpected end of file');
    return { isMainThread, ...getCurrentContext(), spans: getSpanHierarchy().map(({ name }) => name) };
  }
}
