import { AnalysisPhase, withSpan } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';

/** What the tests run, in this thread and in workers. */
export class Analyzer {
  /** Opens a step of its own, and breaks in it for `broken.ts`. */
  @ProcessFile({ phase: AnalysisPhase.Parsing })
  analyze(path: string): number {
    return withSpan('count', { attributes: { characters: path.length } }, () => {
      if (path === 'broken.ts') throw new RangeError(`broken ${path}`);
      return path.length;
    });
  }

  @WithParallelContext({ phase: AnalysisPhase.DebtScoring })
  score(length: number): number {
    return length * 2;
  }
}
