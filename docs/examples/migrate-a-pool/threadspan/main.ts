import { AnalysisPhase, getErrorContext, withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import { BranchCounter } from './branch-counter.js';

const files = process.argv.slice(2);

await using executor = createExecutor({ workers: 2 });
const counter = await executor.spawn(BranchCounter, {
  module: new URL('./branch-counter.js', import.meta.url),
  args: [['if', 'for', 'while', 'case', 'catch']],
});

await withSpan('unified_analysis', { phase: AnalysisPhase.Parsing }, () =>
  Promise.all(
    files.map((path) =>
      counter.count(path).then(
        (branches) => console.log(`${path}: ${branches}`),
        (error: Error) => {
          console.log(`${path}: ${error.message}`);
          console.log(`  ${where(error)}`); // what the pool could not know
        },
      ),
    ),
  ),
);

function where(error: Error): string {
  const { phase, spanHierarchy = [] } = getErrorContext(error) ?? {};
  const { code } = error as NodeJS.ErrnoException;
  return `${code} in ${phase}, ${spanHierarchy.map(({ name }) => name).join(' > ')}`;
}
