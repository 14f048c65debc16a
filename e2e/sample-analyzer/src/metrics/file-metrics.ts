import { measureFunctions, type FunctionMetrics } from './function-metrics.js';
import { findMarkers, type Marker } from './markers.js';
import { NESTED_TOO_DEEPLY, parseSource } from './parse.js';

/** What is known of one file. Plain data: it can be sent between threads and written as JSON. */
export interface FileMetrics {
  /** As given. */
  path: string;
  /** A last line without a line break counts, an empty one after the last line break doesn't. */
  lines: number;
  functions: FunctionMetrics[];
  markers: Marker[];
  /** The last names of what the file calls outside any function, each once, in code-unit order. */
  topLevelCalls: string[];
}

/** A file that could not be analyzed. */
export interface SkippedFile {
  path: string;
  /** One line, fit to be shown. */
  skipped: string;
}

/**
 * Measures one source file. Pure, and never throws: what can't be parsed or is nested too deeply is skipped
 * with a reason. The answer depends on `path` and `text` alone, not on the thread it is computed in.
 */
export function analyzeSource(path: string, text: string): FileMetrics | SkippedFile {
  const parsed = parseSource(path, text);
  if (!parsed.ok) return { path, skipped: parsed.reason };
  const { program, comments, code } = parsed;
  const measured = measureFunctions(program, code);
  if (!measured) return { path, skipped: NESTED_TOO_DEEPLY };
  const { line, column } = program.loc.end;
  return { path, lines: column === 0 ? line - 1 : line, ...measured, markers: findMarkers(comments) };
}
