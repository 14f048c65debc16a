import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projects } from './projects.mjs';

const results = () => projects().map((project) => join(project, '.test-results'));

/** Forgets the counts of earlier runs. */
export function clearCounts() {
  for (const directory of results()) rmSync(directory, { recursive: true, force: true });
}

/** Sums what Jest has counted in all projects. A test file that could not run counts as one failure. */
export function countTests() {
  const sums = { passed: 0, failed: 0 };
  for (const file of results().map((directory) => join(directory, 'jest.json'))) {
    if (!existsSync(file)) continue;
    const result = JSON.parse(readFileSync(file, 'utf8'));
    sums.passed += result.numPassedTests;
    sums.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  }
  return sums;
}
