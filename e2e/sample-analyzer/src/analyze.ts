import { AnalysisPhase, setProgress, withSpan } from '@threadspan/context';
import { buildCallGraph } from './call-graph.js';
import { discoverFiles } from './discover.js';
import type { Engine } from './engine.js';
import type { FileMetrics, SkippedFile } from './metrics/file-metrics.js';
import { prioritize } from './prioritize.js';
import type { DebtItem } from './score.js';

/** What the analysis of a project found. */
export interface Analysis {
  readonly files: readonly FileMetrics[];
  readonly items: readonly DebtItem[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** Hears how an analysis goes. */
export interface AnalysisListener {
  onPhase(phase: AnalysisPhase): void;
  /** Shows what was found; the last phase. */
  output(analysis: Analysis): void;
}

/** Takes a project through all phases, each under a span of its own. */
export function analyzeProject(
  project: string,
  paths: readonly string[],
  engine: Engine,
  listener: AnalysisListener,
): Promise<void> {
  const phase = <R>(name: AnalysisPhase, work: () => R): R => {
    listener.onPhase(name);
    return withSpan(name, { phase: name }, work);
  };
  return withSpan('unified_analysis', { attributes: { project } }, async (span) => {
    const found = await phase(AnalysisPhase.FileDiscovery, () => discoverFiles(paths));
    span.setAttribute('file.count', found.files.length);

    const parsed = await phase(AnalysisPhase.Parsing, () => {
      setProgress(0, found.files.length);
      return engine.parse(found.files);
    });
    parsed.sort((one, other) => (one.path < other.path ? -1 : 1));
    const files = parsed.filter((file): file is FileMetrics => !isSkipped(file));
    const unparsed = parsed.filter(isSkipped).map(({ path, skipped: reason }) => ({ path, reason }));
    const skipped = [...found.skipped, ...unparsed].sort((one, other) => (one.path < other.path ? -1 : 1));

    const graph = phase(AnalysisPhase.CallGraphBuilding, () => buildCallGraph(files));
    const scored = await phase(AnalysisPhase.DebtScoring, () => {
      setProgress(0, files.length);
      return engine.score(files, graph);
    });
    const items = phase(AnalysisPhase.Prioritization, () => prioritize(scored));
    phase(AnalysisPhase.OutputGeneration, () => listener.output({ files, items, skipped }));
  });
}

function isSkipped(file: FileMetrics | SkippedFile): file is SkippedFile {
  return 'skipped' in file;
}
