import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Sums the results that Jest left in `directory`. A test file that could not run counts as one failure. */
export function countTests(directory) {
  const files = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.json')) : [];
  const sums = { passed: 0, failed: 0 };
  for (const file of files) {
    const result = JSON.parse(readFileSync(join(directory, file), 'utf8'));
    sums.passed += result.numPassedTests;
    sums.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  }
  return sums;
}
