import { analyzeSource } from '../dist/metrics/file-metrics.js';
import type { FileMetrics, SkippedFile } from '../src/metrics/file-metrics.js';
import type { FunctionMetrics } from '../src/metrics/function-metrics.js';

/** The metrics of a piece of source that is expected to be sound. */
export function measure(source: string, path = 'sample.ts'): FileMetrics {
  const result: FileMetrics | SkippedFile = analyzeSource(path, source);
  if ('skipped' in result) throw new Error(`Expected sound source, got: ${result.skipped}`);
  return result;
}

/** The first function of a piece of source. */
export function measureFirst(source: string, path?: string): FunctionMetrics {
  return measure(source, path).functions[0]!;
}
