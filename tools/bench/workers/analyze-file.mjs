// What one writes by hand for a pool: the analysis of the sample analyzer without its annotations.
import { readFileSync } from 'node:fs';
import { analyzeSource } from '@threadspan/sample-analyzer/dist/metrics/file-metrics.js';
import { scoreFile } from '@threadspan/sample-analyzer/dist/score.js';

export function parse(path) {
  return analyzeSource(path, readFileSync(path, 'utf8'));
}

export function score({ files, graph }) {
  return files.flatMap((file) => scoreFile(file, graph));
}
