import { MAX_TEXT, cutText } from './cut.js';

/** The usual phases of an analysis. The type is open: any other string is a phase too. */
export const AnalysisPhase = {
  FileDiscovery: 'file_discovery',
  Parsing: 'parsing',
  CallGraphBuilding: 'call_graph_building',
  PurityAnalysis: 'purity_analysis',
  CoverageLoading: 'coverage_loading',
  DebtScoring: 'debt_scoring',
  Prioritization: 'prioritization',
  OutputGeneration: 'output_generation',
} as const;

type KnownPhase = (typeof AnalysisPhase)[keyof typeof AnalysisPhase];

/** A phase name; the known ones complete in editors. */
export type AnalysisPhase = KnownPhase | (string & Record<never, never>);

/** What the program is working on. An immutable value: entering a scope makes a new one. */
export interface AnalysisContext {
  readonly phase?: AnalysisPhase;
  readonly currentFile?: string;
  readonly currentFunction?: string;
}

// The longest path that Linux takes: half of it, which is what stays at the end, is room for any file name.
const MAX_PATH = 4_096;

/** `analysis` itself, or with what is too long to travel cut in the middle; a path keeps the name of its file. */
export function cutAnalysis(analysis: AnalysisContext): AnalysisContext {
  const { phase, currentFile, currentFunction } = analysis;
  const fits =
    isWithin(phase, MAX_TEXT) && isWithin(currentFile, MAX_PATH) && isWithin(currentFunction, MAX_TEXT);
  if (fits) return analysis;
  return {
    ...(phase === undefined ? {} : { phase: cutText(phase) }),
    ...(currentFile === undefined ? {} : { currentFile: cutText(currentFile, MAX_PATH) }),
    ...(currentFunction === undefined ? {} : { currentFunction: cutText(currentFunction) }),
  };
}

function isWithin(text: string | undefined, max: number): boolean {
  return text === undefined || text.length <= max;
}
