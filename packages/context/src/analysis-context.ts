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
