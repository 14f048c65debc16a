import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projects } from './projects.mjs';

const results = () => projects().map((project) => join(project, '.test-results'));

/** Forgets the counts of earlier runs. */
export function clearCounts() {
  for (const directory of results()) rmSync(directory, { recursive: true, force: true });
}

/** Sums what Jest has counted in all projects. */
export function countTests() {
  return sum(results().map(countTestsIn));
}

/** The last line of a run that ended with this status. Where no test failed, a check that is none did: it counts as one. */
export function lastLine(status) {
  const { passed, failed } = countTests();
  return `${passed} passed, ${status === 0 ? failed : Math.max(failed, 1)} failed`;
}

/** Sums what Jest has counted in a folder of its results. A test file that could not run counts as one failure. */
export function countTestsIn(folder) {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return sum(
    files.map((name) => {
      const result = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
      return { passed: result.numPassedTests, failed };
    }),
  );
}

function sum(counts) {
  const total = (name) => counts.reduce((before, count) => before + count[name], 0);
  return { passed: total('passed'), failed: total('failed') };
}
