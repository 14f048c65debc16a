import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import {
  AnalysisPhase,
  getErrorContext,
  getProgress,
  incrementProcessed,
  setProgress,
  withSpan,
} from '@threadspan/context';
import { getTraceparent } from './analyze-file.js';
import type { FileReport } from './analyze-file.js';

new NodeTracerProvider().register(); // or the set-up you have

/** Analyzes the files of the command line in two phases at once. `analyze` has a worker do it. */
export async function analyzePhases(analyze: (path: string) => Promise<FileReport>): Promise<void> {
  const phases = [AnalysisPhase.Parsing, AnalysisPhase.DebtScoring];
  const files = process.argv.slice(2);
  setProgress(0, phases.length * files.length);

  const analyzeAndPrint = async (path: string, phase: AnalysisPhase) => {
    const outcome = await analyze(path).then(describe, describeFailure);
    incrementProcessed();
    const { processed, total } = getProgress();
    console.log(`${processed}/${total} ${path} for ${phase} ${getTraceparent()}\n  ${outcome}`);
  };
  await Promise.all(
    phases.map((phase) =>
      withSpan('unified_analysis', { phase }, () =>
        Promise.all(files.map((path) => analyzeAndPrint(path, phase))),
      ),
    ),
  );
}

function describe({ lines, phase, hierarchy, traceparent }: FileReport): string {
  return `${lines} lines, in ${phase} ${traceparent}, ${hierarchy}`;
}

/** Where it happened is known if the pool, or the worker, has sent that along. */
function describeFailure(error: Error): string {
  const where = getErrorContext(error);
  if (where === undefined) return `failed: ${error.message}`;
  const names = where.spanHierarchy.map(({ name }) => name).join(' > ');
  return `failed: ${error.message} (in ${where.phase}, ${where.currentFile}, ${names})`;
}
