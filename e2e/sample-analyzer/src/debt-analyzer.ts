import { readFileSync, statSync } from 'node:fs';
import { AnalysisPhase } from '@threadspan/context';
import { ProcessFile } from '@threadspan/decorators';
import type { CallGraph } from './call-graph.js';
import { breakDown } from './faults.js';
import type { Fault } from './faults.js';
import { analyzeSource } from './metrics/file-metrics.js';
import type { FileMetrics, SkippedFile } from './metrics/file-metrics.js';
import { scoreFile } from './score.js';
import type { DebtItem } from './score.js';

// The syntax tree of a larger file would not fit into the default heap.
const MAX_BYTES = 32 * 2 ** 20;

/** The part of the analysis that is done file by file; in worker threads or on the main thread. */
export class DebtAnalyzer {
  readonly #faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    this.#faults = faults;
  }

  @ProcessFile({ phase: AnalysisPhase.Parsing })
  parse(path: string): FileMetrics | SkippedFile | Promise<never> {
    const fault = this.#faults.find(({ suffix }) => path.endsWith(suffix));
    if (fault) return breakDown(fault, path);
    let text: string;
    try {
      const { size } = statSync(path);
      if (size > MAX_BYTES) return { path, skipped: `larger than ${MAX_BYTES / 2 ** 20} MiB` };
      text = readFileSync(path, 'utf8');
    } catch (error) {
      return { path, skipped: `can't be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}` };
    }
    return analyzeSource(path, text);
  }

  @ProcessFile({ phase: AnalysisPhase.DebtScoring, path: ([metrics]: [FileMetrics]) => metrics.path })
  score(metrics: FileMetrics, graph: CallGraph): DebtItem[] {
    return scoreFile(metrics, graph);
  }
}
